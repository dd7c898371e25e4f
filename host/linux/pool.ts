import { Session } from "./session.ts";
import { countWorker } from "./thread.ts";

const MOST = 64;
const MOST_IDLE = 4;

/**
 * Sessions for runs that go on side by side, so that a mount never waits for another one that is stuck.
 *
 * A run takes an idle session or makes a new one; beyond 64 it waits for its turn. Up to 4 idle ones are kept.
 */
export class Pool {
  readonly #make: () => Session;
  readonly #idle: Session[] = [];
  readonly #waiting: ((session: Session) => void)[] = [];
  #count = 0;

  constructor(make: () => Session = () => new Session()) {
    this.#make = make;
  }

  /** Sessions that exist, idle or not. */
  get size(): number {
    return this.#count;
  }

  /** An empty session that is nobody else's until it is given back; its thread wakes meanwhile. */
  async acquire(): Promise<Session> {
    if (this.#idle.length === 0 && this.#count >= MOST) {
      countWorker(1);
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    const session = this.#idle.pop() ?? this.#grow();
    countWorker(1);
    session.prepare();
    return session;
  }

  /** Empties the session and gives it to whoever waits; one that cannot be emptied is replaced. */
  async release(session: Session): Promise<void> {
    countWorker(-1);
    const usable = await session.reset().then(
      () => true,
      () => false,
    );
    const next = this.#waiting.shift();
    if (usable && next) return next(session);
    if (usable && this.#idle.length < MOST_IDLE) {
      this.#idle.push(session);
      return;
    }
    if (next) next(this.#make());
    else this.#count--;
    await session.close();
  }

  /** Runs `work` with a session of its own and gives the session back, also after a failure. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.acquire();
    try {
      return await work(session);
    } finally {
      await this.release(session);
    }
  }

  #grow(): Session {
    const session = this.#make();
    this.#count++;
    return session;
  }

  /** Closes the idle sessions. */
  async close(): Promise<void> {
    const idle = this.#idle.splice(0);
    this.#count -= idle.length;
    await Promise.all(idle.map((session) => session.close()));
  }
}
