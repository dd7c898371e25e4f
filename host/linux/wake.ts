import type { Socket, TCPSocketConnectOptions } from "bun";
import { type Shim, ShimError } from "./shim.ts";

/**
 * How a session's thread tells the event loop that it is done: a byte through a pair of sockets of which the loop has
 * adopted one end (seam.md §4: the fastest of six ways). It keeps the loop alive only between expect and rest.
 */
export class Wake {
  /** The thread's end; it belongs to the session from lm_start on. */
  readonly fd: number;
  #socket: Socket | undefined;

  private constructor(fd: number) {
    this.fd = fd;
  }

  /**
   * A new pair.
   *
   * @param rang Called for every byte, and with `true` when somebody else closed the loop's end.
   * @throws ShimError when there are no descriptors left.
   */
  static async open(native: Shim, rang: (lost: boolean) => void): Promise<Wake> {
    const pair = new Int32Array(new ArrayBuffer(8));
    const refused = native.lm_pair(pair);
    if (refused < 0) throw new ShimError("no sockets for a session", -refused);
    const [ours, theirs] = pair as unknown as [number, number];
    const wake = new Wake(theirs);
    const lost = () => rang(true);
    const adopt = { fd: ours, socket: { data: () => rang(false), close: lost, error: lost } };
    // bun-types does not know `fd`, which adopts a connected socket.
    wake.#socket = await Bun.connect(adopt as unknown as TCPSocketConnectOptions);
    wake.#socket.unref();
    return wake;
  }

  expect(): void {
    this.#socket?.ref();
  }

  rest(): void {
    this.#socket?.unref();
  }

  /** Closes the loop's end. */
  close(): void {
    this.#socket?.end();
  }
}
