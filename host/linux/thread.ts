import type { Address } from "../runtime/runtime.ts";
import { refusal, type Shim, ShimError } from "./shim.ts";
import { Wake } from "./wake.ts";

/**
 * Microseconds that the event loop waits for the thread before it goes on: most programs take less, and a turn of the
 * loop costs more than being woken. Only done when no other session is at work, or is about to be.
 */
const LOOKOUT = 1000;
/** After so many answers without a turn of the event loop it gets one, so that nothing starves. */
const TURN_AFTER = 8;

let working = 0;
let crowd = 0;

/** Counts who has work to give: with others about, the event loop does not wait for one of them. */
export function countWorker(change: 1 | -1): void {
  crowd += change;
}

let withoutTurn = 0;

/** A session's own thread, seen from the event loop: hands it an order and waits until it is done. */
export class Thread {
  readonly #native: Shim;
  readonly #session: Address;
  #wake: Wake | undefined;
  #done: PromiseWithResolvers<void> | undefined;

  private constructor(native: Shim, session: Address) {
    this.#native = native;
    this.#session = session;
  }

  /** Starts the thread of a session on this stack. @throws ShimError when that is not possible here. */
  static async start(native: Shim, session: Address, stack: Address, stackBytes: number): Promise<Thread> {
    const thread = new Thread(native, session);
    const wake = new Wake(native, (lost) => thread.#rang(lost));
    thread.#wake = wake;
    const refused = native.lm_start(session, stack, stackBytes, wake.fd);
    if (refused === 0) return thread;
    wake.close();
    throw refusal(refused);
  }

  /**
   * Gives an order, which answers 0 or -errno at once, and resolves when the thread has carried it out. `meanwhile`
   * does not wait for that; what it throws is thrown then, for nobody may go on while the thread is at work.
   */
  order(give: () => number, meanwhile?: () => void): Promise<void> {
    const refused = give();
    if (refused < 0) return Promise.reject(refusal(refused));
    try {
      meanwhile?.();
    } catch (error) {
      return this.#carriedOut().then(() => Promise.reject(error));
    }
    return this.#carriedOut();
  }

  #carriedOut(): Promise<void> {
    if (this.#native.lm_settle(this.#session, working === 0 && crowd <= 1 ? LOOKOUT : 0) === 1) return turnNowAndThen();
    working++;
    this.#wake?.expect();
    this.#done = Promise.withResolvers();
    return this.#done.promise;
  }

  /** Ends the thread. @returns false when it is stuck in a system call, and its memory must stay. */
  stop(): boolean {
    const stopped = this.#native.lm_stop(this.#session) === 0;
    this.#wake?.close();
    this.#wake = undefined;
    return stopped;
  }

  #rang(lost: boolean): void {
    withoutTurn = 0;
    const done = this.#done;
    if (done === undefined) return;
    // The byte comes when only quick effects are left.
    const finished = this.#native.lm_settle(this.#session, working === 1 && crowd <= 1 ? LOOKOUT : 0) === 1;
    if (!finished && !lost) return;
    working--;
    this.#done = undefined;
    this.#wake?.rest();
    if (finished) done.resolve();
    else done.reject(new ShimError("somebody closed a descriptor of a session"));
  }
}

function turnNowAndThen(): Promise<void> {
  if (++withoutTurn < TURN_AFTER) return Promise.resolve();
  withoutTurn = 0;
  return new Promise((resolve) => setImmediate(resolve));
}
