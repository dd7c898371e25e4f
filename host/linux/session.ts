import type { Address } from "../runtime/runtime.ts";
import { HeldNamespaces } from "./namespaces.ts";
import { EBUSY, EINVAL } from "./numbers.ts";
import { Region } from "./region.ts";
import { refusal, type Shim, ShimError, shim } from "./shim.ts";
import { stopThread } from "./stop.ts";
import { Thread } from "./thread.ts";

const MOST_BYTES = 2 ** 30;
const STACK_BYTES = 32768;

/**
 * A table of descriptor and mount-id registers, and a thread of its own that carries programs out, one at a time. The
 * registers outlive a program; {@link Session.reset} empties them.
 *
 * The thread starts with the first {@link Session.run}. Its working directory is its own, and its work keeps the event
 * loop alive; an idle session does not. Where no thread can be started, programs run as {@link Session.runSync} does.
 */
export class Session {
  readonly #native: Shim;
  readonly #memory: Region;
  readonly #stack: Address;
  #program: Region;
  #observation: Region;
  #thread: Thread | undefined;
  #starting: Promise<Thread | undefined> | undefined;
  #busy = false;
  #closing: Promise<void> | undefined;
  /** As a driver that copies nothing it can do without: an observation holds until the session's next program. */
  readonly lending = {
    lends: true as const,
    namespaces: new HeldNamespaces((registers) => void this.#native.lm_keep(this.#at, registers)),
    run: (program: Uint8Array, observationBytes: number, meanwhile?: () => void): Promise<Uint8Array> =>
      this.#run(program, observationBytes, meanwhile),
  };
  #rested: (() => void) | undefined; // what close waits for

  constructor(native: Shim = shim()) {
    this.#native = native;
    const state = native.lm_session_bytes();
    this.#memory = new Region(native, state + STACK_BYTES);
    // The stack lies lowest: what overflows it meets the guard below the region.
    this.#stack = this.#memory.at;
    this.#program = new Region(native, 0);
    this.#observation = new Region(native, 0);
    native.lm_init(this.#at);
  }

  get #at(): Address {
    return (this.#memory.at + STACK_BYTES) as Address;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get threaded(): boolean {
    return this.#thread !== undefined;
  }

  /** A program will come soon: the thread starts, or wakes, while it is still being planned. */
  prepare(): void {
    if (this.#closing || this.#busy) return;
    if (this.#thread) this.#native.lm_ready(this.#at);
    else void this.#start();
  }

  /**
   * Carries a program out without blocking the caller.
   *
   * @param program As the core made it; it is copied.
   * @param observationBytes Bytes of the answer, at least those that the program asks for.
   * @param meanwhile Called once the program is on its way: the loop's thread is free until it is done.
   * @returns The observation, also when an effect of the program failed: that is for the core to judge.
   * @throws ShimError when the program is refused: nothing was done then.
   */
  async run(program: Uint8Array, observationBytes: number, meanwhile?: () => void): Promise<Uint8Array> {
    return (await this.#run(program, observationBytes, meanwhile)).slice();
  }

  async #run(program: Uint8Array, observationBytes: number, meanwhile?: () => void): Promise<Uint8Array> {
    this.#requireIdle();
    this.#busy = true;
    try {
      this.#load(program, observationBytes);
      const thread = this.#thread ?? (await this.#start());
      if (thread === undefined) {
        meanwhile?.();
        return this.#runLoaded(program.length, observationBytes);
      }
      const [from, to] = [this.#program.at, this.#observation.at];
      const give = () => this.#native.lm_submit(this.#at, from, program.length, to, observationBytes | 0);
      await thread.order(give, meanwhile);
      return this.#observation.bytes.subarray(0, observationBytes);
    } finally {
      this.#rest();
    }
  }

  /**
   * Carries a program out on the calling thread; blocks with a working directory of their own run in a child.
   *
   * @throws ShimError when the program is refused, or another one is being carried out.
   */
  runSync(program: Uint8Array, observationBytes: number): Uint8Array {
    this.#requireIdle();
    this.#load(program, observationBytes);
    return this.#runLoaded(program.length, observationBytes).slice();
  }

  /** Writes to a descriptor that a register holds, at once: how many bytes were written, or -errno. */
  write(register: number, bytes: Uint8Array): number {
    this.#requireIdle();
    return this.#native.lm_write(this.#at, register, bytes, bytes.length);
  }

  /** Closes every descriptor and forgets the mount ids; the thread leaves the directory that it stood in. */
  async reset(): Promise<void> {
    this.#requireIdle();
    await this.#clear();
  }

  /** Waits for what is being carried out, then gives back descriptors, thread and memory. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The thread; undefined where none can be started. */
  #start(): Promise<Thread | undefined> {
    this.#starting ??= Thread.start(this.#native, this.#at, this.#stack, STACK_BYTES).then(
      (thread) => {
        this.#thread = thread;
        return thread;
      },
      () => undefined,
    );
    return this.#starting;
  }

  #requireIdle(): void {
    if (this.#closing) throw new ShimError("the session is closed");
    if (this.#busy) throw new ShimError("the session is carrying out another program", EBUSY);
  }

  #rest(): void {
    this.#busy = false;
    this.#rested?.();
  }

  async #clear(): Promise<void> {
    if (this.#thread === undefined || this.#native.lm_held(this.#at) === 0) {
      refuse(this.#native.lm_reset(this.#at));
      return;
    }
    // Closing may be slow: the last descriptor of a detached mount unmounts it.
    this.#busy = true;
    try {
      await this.#thread.order(() => this.#native.lm_clear(this.#at));
    } finally {
      this.#rest();
    }
  }

  async #close(): Promise<void> {
    if (this.#busy) {
      await new Promise<void>((resolve) => {
        this.#rested = resolve;
      });
    }
    await this.#starting;
    this.lending.namespaces.keep([]);
    await this.#clear();
    // A thread that does not end still uses the memory.
    void stopThread(this.#thread, [this.#memory, this.#program, this.#observation]);
  }

  #load(program: Uint8Array, observationBytes: number): void {
    const isPossible = observationBytes >= 0 && observationBytes <= MOST_BYTES && program.length <= MOST_BYTES;
    if (!isPossible) throw new ShimError("a program or its observation has an impossible size", EINVAL);
    this.#program = this.#program.atLeast(program.length);
    this.#observation = this.#observation.atLeast(observationBytes);
    this.#program.bytes.set(program);
  }

  #runLoaded(size: number, observationBytes: number): Uint8Array {
    const { at, bytes } = this.#observation;
    refuse(this.#native.lm_run(this.#at, this.#program.at, size, at, observationBytes | 0));
    return bytes.subarray(0, observationBytes);
  }
}

function refuse(result: number): void {
  if (result < 0) throw refusal(result);
}
