import { Session } from "../linux/session.ts";
import type { MountOutcome } from "../planner/generated/types.ts";
import { type Origin, originOf, prepareState, type State, stateIn, writeRecord } from "../records/index.ts";
import type { Path } from "../types.ts";
import { planHash } from "./hash.ts";

/** Sessions of recorders that are at rest: the mount's own is busy while its record is being prepared. */
const idle: Session[] = [];

/** State directories that were opened once by this process: from then on they are looked at while the mount goes on. */
const known = new Set<string>();

/** Writes the record of one mount. All that does not need its outcome is done while the kernel is at work. */
export class Recorder {
  readonly #session: Session;
  readonly #state: State;
  #hash = "";
  #origin: Promise<Origin> | undefined;
  #ready: Promise<void> | undefined;

  private constructor(session: Session, state: State) {
    this.#session = session;
    this.#state = state;
  }

  /** @throws LayermountError when the state directory is not ours alone: then nothing has been mounted. */
  static async open(directory: Path | undefined): Promise<Recorder> {
    const session = idle.pop() ?? new Session();
    try {
      const state = await stateIn(session, directory);
      const name = String(state.directory);
      if (!known.has(name)) {
        await prepareState(state);
        known.add(name);
      }
      return new Recorder(session, state);
    } catch (error) {
      idle.push(session);
      throw error;
    }
  }

  /** While the first program is carried out. */
  begin(program: Uint8Array): void {
    this.#ready = this.#prepare(program);
    // Told by `finish`; a mount that fails does not need it.
    this.#ready.catch(() => {});
  }

  /** @throws LayermountError when the record could not be written: nothing of it is left. */
  async finish(outcome: MountOutcome): Promise<void> {
    await this.#ready;
    await writeRecord(this.#state, { ...outcome, planHash: this.#hash }, await this.#origin);
  }

  /** Gives the session back once it is at rest: a mount that failed has not waited for what `begin` began. */
  async close(): Promise<void> {
    await this.#ready?.catch(() => {});
    idle.push(this.#session);
  }

  async #prepare(program: Uint8Array): Promise<void> {
    this.#hash = planHash(program);
    // First what asks the kernel each time: all up to the first `await` is done before anybody looks out for the
    // thread.
    await prepareState(this.#state);
    this.#origin = originOf(this.#state);
    await this.#origin;
  }
}
