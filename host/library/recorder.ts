import { Session } from "../linux/session.ts";
import type { MountOutcome } from "../planner/generated/types.ts";
import { Claims } from "../records/claims.ts";
import { CLAIMS, closeTogether } from "../records/opening.ts";
import { originOf } from "../records/origin.ts";
import { PendingRecord } from "../records/pending.ts";
import type { Origin } from "../records/record.ts";
import { type State, stateIn } from "../records/state.ts";
import { prepareState, writeRecord } from "../records/write.ts";
import type { Driver } from "../run/driver.ts";
import type { Path } from "../types.ts";
import { RunJournal } from "./run-journal.ts";

/** Sessions of recorders that are at rest: the mount's own is busy while its record is being prepared. */
const idle: Session[] = [];
/** More of them are closed: their threads and descriptors would stay after a burst. */
const IDLE_MOST = 4;

function rest(session: Session): void {
  if (idle.length < IDLE_MOST) idle.push(session);
  else void session.close().catch(() => undefined);
}

/** State directories in memory that were prepared once, by what carries their programs out. */
const known = new WeakSet<NonNullable<State["runSync"]>>();

/**
 * Keeps the record of one mount: of the run as it goes on, in its journal, and of the mount when it is there. All that
 * does not need the outcome is done while the kernel is at work.
 */
export class Recorder {
  /** Of the run, as it goes on. */
  readonly journal: RunJournal;
  readonly #session: Session;
  readonly #state: State;
  readonly #origin: Origin;
  readonly #owner: string | undefined;
  #hash = "";
  #pending: PendingRecord | undefined;
  #claims: Claims | undefined;
  /** The session of the mount, where it holds the claims as well as the journal. */
  #holder: Session | undefined;

  private constructor(session: Session, state: State, origin: Origin, owner: string | undefined) {
    this.#owner = owner;
    this.#session = session;
    this.#state = state;
    this.#origin = origin;
    this.journal = new RunJournal(state, origin);
  }

  /**
   * @param isBound The mount is to go with this process.
   * @throws LayermountError when the state directory is not ours alone: then nothing has been mounted.
   */
  static async open(directory: Path | undefined, isBound = false): Promise<Recorder> {
    const session = idle.pop() ?? new Session();
    try {
      const state = await stateIn(session, directory);
      // A directory in memory is looked at again when its file is made; any other one before every mount.
      if (state.runSync === undefined || !known.has(state.runSync)) await prepareState(state);
      if (state.runSync) known.add(state.runSync);
      const owner = isBound ? await (await import("../records/owner.ts")).ownerOf(state) : undefined;
      return new Recorder(session, state, await originOf(state), owner);
    } catch (error) {
      rest(session);
      throw error;
    }
  }

  /** A directory that was prepared once may have been removed since. @throws as {@link Recorder.open} */
  async prepare(): Promise<void> {
    if (this.#state.runSync) await prepareState(this.#state);
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

  /** The mount is not there: it goes with nobody. */
  async disown(): Promise<void> {
    if (this.#owner) await (await import("../records/owner.ts")).releaseOwner(this.#owner);
  }

  get owner(): string | undefined {
    return this.#owner;
  }

  /** Names of the claims that were taken. */
  get claimed(): readonly string[] | undefined {
    return this.#claims?.names;
  }

  get state(): State {
    return this.#state;
  }

  /** Claims that the session of the mount holds already. */
  claimedBy(session: Session, target: Uint8Array, names: readonly string[]): void {
    const run = (program: Uint8Array, size: number): Uint8Array => session.runSync(program, size);
    this.#claims = new Claims({ ...this.#state, run }, target, CLAIMS);
    this.#claims.have(names);
    this.#holder = session;
  }

  /** While the first program is carried out. */
  begin(target: Uint8Array, planHash: string): void {
    this.#hash = planHash;
    if (this.#state.runSync === undefined) return;
    this.#pending = new PendingRecord(this.#state, this.#origin, target, this.journal.token);
    this.#pending.begin(planHash);
  }

  /** @throws LayermountError when the record could not be written: nothing of it is left. */
  async finish(outcome: MountOutcome): Promise<void> {
    const { token } = this.journal;
    const record = { ...outcome, planHash: this.#hash, token, claims: this.claimed, owner: this.#owner };
    const pending = this.#pending;
    this.#pending = undefined;
    const isRemoved = pending !== undefined && (await pending.finish(record));
    if (isRemoved) this.journal.removed();
    if (pending === undefined) await writeRecord(this.#state, record, this.#origin);
    // What one session holds is closed by one program; those claims say already whose they are.
    if (isRemoved && this.#holder) {
      closeTogether(this.#holder, this.claimed?.length ?? 0);
      this.journal.closed();
    } else await this.#claims?.keep(token);
    this.#claims = undefined;
  }

  /** The run has come to its end, and nothing of it is to be taken back by anybody else. */
  ended(): void {
    this.journal.remove();
  }

  /** Gives the session back; what was begun for a mount that failed is gone, unless something of that is `left`. */
  async close(left = false): Promise<void> {
    try {
      this.#pending?.abandon();
      this.journal.close();
      if (left) await this.#claims?.leave();
      else await this.#claims?.drop();
    } finally {
      rest(this.#session);
    }
  }
}
