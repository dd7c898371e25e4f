import type { Session } from "../linux/session.ts";
import { plannerDigest } from "../planner/module.ts";
import { encodeAbout, Journal, newToken } from "../records/journal.ts";
import { claimText, journalName } from "../records/names.ts";
import { openTogether } from "../records/opening.ts";
import type { Origin } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { type Step, Tape } from "../trace/tape.ts";

/** An end is not written down but where something is left: until it is known the run may have to be taken back. */
function isKept(step: Step): boolean {
  if (step === undefined) return true;
  if (!step.ok) return false;
  return step.value.tag === "perform" || (step.value.tag === "failed" && step.value.value.verdict === "left");
}

/** The journal of one run: what is about to be done goes there before it is done, for whoever must take it back. */
export class RunJournal {
  readonly #state: State;
  readonly #origin: Origin;
  #token = newToken();
  #file: Journal | undefined;
  #tape: Tape | undefined;

  constructor(state: State, origin: Origin) {
    this.#state = state;
    this.#origin = origin;
  }

  /** Of the run: what it makes carries it in its name. */
  get token(): string {
    return this.#token;
  }

  /**
   * Begins it.
   *
   * @param session The one that carries the run out, and holds the journal meanwhile.
   * @throws LayermountError `records.journal`
   */
  async open(session: Session, target: Uint8Array): Promise<Tape> {
    for (;;) {
      this.#file = await Journal.open(this.#state, session, target, this.#token);
      if (this.#file) break;
      this.#token = newToken();
    }
    return this.#taped(this.#file, target, await plannerDigest());
  }

  /**
   * Begins it with claims, on the thread that is about to mount, while the mount is planned.
   *
   * @param claims Names; the session holds them from then on.
   * @param plan Plans, on a tape whose file is being opened.
   * @returns False where one of them is in the way, and nothing of them is there.
   */
  async together(
    session: Session,
    target: Uint8Array,
    claims: readonly string[],
    plan: (tape: Tape) => void,
  ): Promise<boolean> {
    const digest = await plannerDigest();
    const file = Journal.early(this.#state, session, journalName(target, this.#token));
    const tape = this.#taped(file, target, digest);
    const text = claimText(target, this.#token);
    const isOpen = await openTogether(this.#state, session, file.name, claims, text, () => plan(tape));
    if (isOpen) this.#file = file;
    else file.closed();
    return isOpen;
  }

  /** What was planned meanwhile is written down. @throws Unrecorded */
  opened(): void {
    this.#file?.opened();
  }

  /** The record of the mount is there, and its program removed the file. */
  removed(): void {
    this.#file = undefined;
  }

  /** What the session held of it was closed with something else. */
  closed(): void {
    this.#tape?.release();
    this.#tape = undefined;
  }

  /** Nothing of the run is to be taken back by anybody else. */
  remove(): void {
    this.#file?.remove();
    this.#file = undefined;
  }

  /** Lets it go as it is. */
  close(): void {
    this.#tape?.close();
    this.#tape = undefined;
  }

  #taped(file: Journal, target: Uint8Array, digest: string): Tape {
    const token = this.#token;
    // How the run ended is told by the record of the mount, or by nothing; but for what is left of it.
    const tape = new Tape(file, digest, { isKept });
    this.#tape = tape;
    tape.about(encodeAbout({ ...this.#origin, target, token, created: Date.now() }));
    return tape;
  }
}
