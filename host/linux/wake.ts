import { runtime } from "#runtime";
import type { Bell } from "../runtime/runtime.ts";
import { type Shim, ShimError } from "./shim.ts";

/**
 * How a session's thread tells the event loop that it is done: a byte through a pair of sockets of which the loop
 * listens at one end. It listens from the first byte on that is expected, and keeps the loop alive only between expect
 * and rest: most programs are done before, and a process that lives for one of them has nothing to adopt.
 */
export class Wake {
  /** The thread's end; it belongs to the session from lm_start on. */
  readonly fd: number;
  readonly #native: Shim;
  readonly #ours: number;
  readonly #rang: (lost: boolean) => void;
  #bell: Bell | undefined;
  #adopting = false;
  #expected = false;
  #closed = false;

  /**
   * A new pair.
   *
   * @param rang Called for every byte, and with `true` when somebody else closed the loop's end.
   * @throws ShimError when there are no descriptors left.
   */
  constructor(native: Shim, rang: (lost: boolean) => void) {
    const pair = new Int32Array(new ArrayBuffer(8));
    const refused = native.lm_pair(pair);
    if (refused < 0) throw new ShimError("no sockets for a session", -refused);
    const [ours, theirs] = pair as unknown as [number, number];
    this.#native = native;
    this.#rang = rang;
    this.#ours = ours;
    this.fd = theirs;
  }

  expect(): void {
    this.#expected = true;
    if (this.#bell) this.#bell.expect();
    else if (!this.#adopting) void this.#adopt();
  }

  rest(): void {
    this.#expected = false;
    this.#bell?.rest();
  }

  /** Closes the loop's end. */
  close(): void {
    this.#closed = true;
    if (this.#bell) this.#bell.close();
    else if (!this.#adopting) this.#native.lm_close(this.#ours);
  }

  async #adopt(): Promise<void> {
    this.#adopting = true;
    try {
      const adopted = runtime.adopt(this.#ours, this.#rang, this.#native);
      this.#bell = adopted instanceof Promise ? await adopted : adopted;
    } catch {
      this.#rang(true);
      return;
    }
    if (this.#closed) this.#bell.close();
    else if (this.#expected) this.#bell.expect();
    else this.#bell.rest();
  }
}
