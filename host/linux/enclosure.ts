import type { Address } from "../runtime/runtime.ts";
import { type Command, commandBytes } from "./command.ts";
import { EBUSY } from "./numbers.ts";
import { Region } from "./region.ts";
import { refusal, type Shim, ShimError, shim } from "./shim.ts";
import { Thread } from "./thread.ts";

const STACK_BYTES = 65536;
const OUTCOME_BYTES = 16;
const ASK = { run: 1, command: 2, clear: 3, end: 4 } as const;

/** What could not be done; the order is that of command.h. */
const STAGES = ["process", "proc", "namespaces", "maps", "private", "place", "directory", "command"] as const;
export type Stage = (typeof STAGES)[number];

/** Making an enclosure or starting a command failed, at a stage and with an errno. */
export class EnclosureError extends ShimError {
  override readonly errno: number;
  readonly stage: Stage;

  constructor(stage: Stage, errno: number) {
    super(`an enclosure failed: ${stage}, errno ${errno}`, errno);
    this.name = "EnclosureError";
    this.stage = stage;
    this.errno = errno;
  }
}

/** How a command ended. */
export type Exit = { readonly code: number } | { readonly signal: number };

/**
 * A process in a mount namespace of its own, which carries programs out there and runs commands. It sees what this
 * process sees and stands where it stands; what is mounted there is mounted nowhere else and goes with it.
 *
 * It ends with {@link Enclosure.close}, or when this process does, whatever the reason; a command is killed then.
 */
export class Enclosure {
  readonly #native: Shim;
  readonly #memory: Region;
  /** The path of the place; read as long as the process lives. */
  #place: Region;
  #bytes: Region;
  #answer: Region;
  #thread: Thread | undefined;
  #busy = false;
  #ended = false;

  private constructor(native: Shim) {
    this.#native = native;
    // The stack lies lowest: what overflows it meets the guard below the region.
    this.#memory = new Region(native, native.lm_session_bytes() + STACK_BYTES);
    this.#place = new Region(native, 0);
    this.#bytes = new Region(native, 0);
    this.#answer = new Region(native, 0);
    native.lm_init(this.#at);
  }

  /**
   * Makes the process.
   *
   * @param how `user`: in a user namespace, too, in which the caller's uid and gid are 0, as an ordinary user needs it.
   *   `place`: absolute path of a directory that it makes, and removes again.
   * @throws EnclosureError with the stage and the errno; then nothing is left.
   */
  static async open(
    how: { readonly user: boolean; readonly place: Uint8Array },
    native: Shim = shim(),
  ): Promise<Enclosure> {
    const enclosure = new Enclosure(native);
    try {
      await enclosure.#open(how);
      return enclosure;
    } catch (error) {
      enclosure.#ended = true;
      enclosure.#free();
      throw error;
    }
  }

  get #at(): Address {
    return (this.#memory.at + STACK_BYTES) as Address;
  }

  /** Carries a program out there; as {@link Session.run}. @throws ShimError when it is refused, or nobody is there. */
  async run(program: Uint8Array, observationBytes: number, meanwhile?: () => void): Promise<Uint8Array> {
    return (await this.#ask(ASK.run, program, observationBytes, meanwhile)).slice();
  }

  /** Closes every descriptor and forgets the mount ids. */
  async reset(): Promise<void> {
    await this.#ask(ASK.clear, new Uint8Array(), 0);
  }

  /**
   * Runs a command there, with the standard streams, the terminal and the directory of this process, and those signals
   * ignored that this process ignored when the enclosure was opened. No program can be carried out meanwhile.
   *
   * @throws EnclosureError `directory` or `command`: it was not started.
   */
  async start(command: Command): Promise<Exit> {
    const status = this.#outcome(await this.#ask(ASK.command, commandBytes(command), OUTCOME_BYTES));
    const signal = status & 0x7f;
    return signal === 0 ? { code: (status >> 8) & 0xff } : { signal };
  }

  /**
   * Gives the command a signal that this process got, unless it went to the whole process group and so has reached the
   * command already. What comes before there is a command ends it before it begins.
   */
  signal(signal: number): void {
    if (!this.#ended) this.#native.lm_signal(this.#at, signal);
  }

  /**
   * Removes the place and ends the process. What is still mounted there goes with whoever uses it.
   *
   * @throws ShimError when the place could not be removed.
   */
  async close(): Promise<void> {
    if (this.#ended) return;
    try {
      await this.#ask(ASK.end, new Uint8Array(), 0);
    } finally {
      this.#ended = true;
      this.#free();
    }
  }

  async #open({ user, place }: { readonly user: boolean; readonly place: Uint8Array }): Promise<void> {
    const [native, at] = [this.#native, this.#at];
    this.#thread = await Thread.start(native, at, this.#memory.at, STACK_BYTES);
    const size = place.length + 1;
    this.#place = this.#place.atLeast(size);
    this.#place.bytes.set(place);
    this.#load(new Uint8Array(), OUTCOME_BYTES);
    const [from, to] = [this.#place.at, this.#answer.at];
    await this.#thread.order(() => native.lm_enclose(at, from, size, user ? 1 : 0, to));
    const result = native.lm_result(at);
    if (result < 0) throw new EnclosureError("process", -result);
    this.#outcome(this.#answer.bytes);
  }

  async #ask(what: number, bytes: Uint8Array, room: number, meanwhile?: () => void): Promise<Uint8Array> {
    if (this.#busy) throw new ShimError("the enclosure is at work", EBUSY);
    if (this.#ended || this.#thread === undefined) throw new ShimError("the enclosure is closed");
    this.#busy = true;
    try {
      this.#load(bytes, room);
      const [from, to] = [this.#bytes.at, this.#answer.at];
      const give = () => this.#native.lm_ask(this.#at, what, from, bytes.length, to, room);
      await this.#thread.order(give, meanwhile);
      const result = this.#native.lm_result(this.#at);
      if (result < 0) throw refusal(result);
      return this.#answer.bytes.subarray(0, room);
    } finally {
      this.#busy = false;
    }
  }

  #load(bytes: Uint8Array, room: number): void {
    this.#bytes = this.#bytes.atLeast(bytes.length + 1);
    this.#answer = this.#answer.atLeast(room);
    this.#bytes.bytes.set(bytes);
  }

  #outcome(answer: Uint8Array): number {
    const [stage = 0, errno = 0, status = 0] = new Uint32Array(answer.buffer, answer.byteOffset, 3);
    if (errno !== 0) throw new EnclosureError(STAGES[stage - 1] ?? "process", errno);
    return status;
  }

  #free(): void {
    // A thread that does not end still uses the memory.
    if (this.#thread && !this.#thread.stop()) return;
    for (const region of [this.#memory, this.#place, this.#bytes, this.#answer]) region.free();
  }
}
