import { Session } from "../linux/session.ts";
import type { MountOutcome } from "../planner/generated/types.ts";
import { Claims } from "../records/claims.ts";
import { recordName } from "../records/names.ts";
import { originOf } from "../records/origin.ts";
import { PendingRecord } from "../records/pending.ts";
import type { Origin } from "../records/record.ts";
import { type State, stateIn } from "../records/state.ts";
import { prepareState, writeRecord } from "../records/write.ts";
import type { Driver } from "../run/driver.ts";
import type { Path } from "../types.ts";

/** Sessions of recorders that are at rest: the mount's own is busy while its record is being prepared. */
const idle: Session[] = [];

/** State directories in memory that were prepared once, by what carries their programs out. */
const known = new WeakSet<NonNullable<State["runSync"]>>();

/** Writes the record of one mount. All that does not need its outcome is done while the kernel is at work. */
export class Recorder {
  readonly #session: Session;
  readonly #state: State;
  readonly #origin: Origin;
  #hash = "";
  #pending: PendingRecord | undefined;
  #claims: Claims | undefined;

  private constructor(session: Session, state: State, origin: Origin) {
    this.#session = session;
    this.#state = state;
    this.#origin = origin;
  }

  /** @throws LayermountError when the state directory is not ours alone: then nothing has been mounted. */
  static async open(directory: Path | undefined): Promise<Recorder> {
    const session = idle.pop() ?? new Session();
    try {
      const state = await stateIn(session, directory);
      // A directory in memory is looked at again when its file is made; any other one before every mount.
      if (state.runSync === undefined || !known.has(state.runSync)) await prepareState(state);
      if (state.runSync) known.add(state.runSync);
      return new Recorder(session, state, await originOf(state));
    } catch (error) {
      idle.push(session);
      throw error;
    }
  }

  /** The state directory: nobody else comes into it. */
  get directory(): Uint8Array {
    return this.#state.directory;
  }

  /** The claims of the upperdirs and workdirs of the mount, to be taken before it. */
  claims(target: Uint8Array): Claims {
    this.#claims = new Claims(this.#state, target);
    return this.#claims;
  }

  /** What carries programs out beside the mount's own. */
  get kernel(): Driver {
    return this.#session.lending;
  }

  /** Tells who asks where the mount is going to be: it is held for long. */
  async announce(): Promise<void> {
    await this.#claims?.announce();
  }

  /** Names of the claims that were taken. */
  get claimed(): readonly string[] | undefined {
    return this.#claims?.names;
  }

  get state(): State {
    return this.#state;
  }

  /** While the first program is carried out. */
  begin(target: Uint8Array, planHash: string): void {
    this.#hash = planHash;
    if (this.#state.runSync === undefined) return;
    this.#pending = new PendingRecord(this.#state, this.#origin, target);
    this.#pending.begin(planHash);
  }

  /** @throws LayermountError when the record could not be written: nothing of it is left. */
  async finish(outcome: MountOutcome): Promise<void> {
    const record = { ...outcome, planHash: this.#hash, claims: this.claimed };
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending) await pending.finish(record);
    else await writeRecord(this.#state, record, this.#origin);
    await this.#claims?.keep(recordName(record.target, record.mounts));
    this.#claims = undefined;
  }

  /** Gives the session back; what was begun for a mount that failed is gone, unless something of that is `left`. */
  async close(left = false): Promise<void> {
    this.#pending?.abandon();
    if (left) await this.#claims?.leave();
    else await this.#claims?.drop();
    idle.push(this.#session);
  }
}
