// The file that a run is recorded in as long as it goes on: what is about to be done is in it before it is done, so
// that a later process can take it back. It is locked as long as its owner lives.
import { escaped } from "../bytes.ts";
import { errnoText } from "../errno.ts";
import { fillHole, observationBytes } from "../linux/finished.ts";
import { ENOSPC } from "../linux/numbers.ts";
import { Observation } from "../linux/observation.ts";
import { ProgramBuilder } from "../linux/program.ts";
import type { Session } from "../linux/session.ts";
import { closeAll, DIRECTORY } from "./directory.ts";
import { journalName } from "./names.ts";
import { closeTogether, isSeen, JOURNAL, opening } from "./opening.ts";
import type { Origin } from "./record.ts";
import type { State } from "./state.ts";

/** Digits of a token. */
const DIGITS = 15;

/** What a run's names are told from all others by. */
export function newToken(): string {
  return String(Math.floor(Math.random() * 10 ** DIGITS)).padStart(DIGITS, "0");
}

/** What stands at the beginning of a run's record. */
export interface About extends Origin {
  readonly target: Uint8Array;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** As bytes of JSON. */
export function encodeAbout({ boot, namespace, target, token, created }: About): Uint8Array {
  const fields = { layermount: 1, boot, namespace: String(namespace), target: escaped(target), token, created };
  return new TextEncoder().encode(JSON.stringify(fields));
}

/** The open record of a run. */
export class Journal {
  readonly #session: Session;
  readonly #state: State;
  readonly name: string;
  #begun = false;
  #closed = false;
  #failed = false;
  /** What is to be written once it is open. */
  #early: Uint8Array[] | undefined;

  private constructor(session: Session, state: State, name: string) {
    this.#session = session;
    this.#state = state;
    this.name = name;
  }

  /**
   * Makes it, held by the session that carries the run out.
   *
   * @returns Undefined where somebody else looked at it before it was locked: another token will do.
   * @throws LayermountError `records.journal`, or what is wrong with the directory.
   */
  static async open(state: State, session: Session, target: Uint8Array, token: string): Promise<Journal | undefined> {
    const run = (program: Uint8Array, size: number): Uint8Array | Promise<Uint8Array> =>
      state.runSync ? session.runSync(program, size) : session.run(program, size);
    const own = { ...state, run };
    const name = journalName(target, token);
    const { program, count, hole, locked } = opening(state, 0);
    fillHole(program, hole, name);
    const observed = run(program, observationBytes(program));
    const observation = new Observation(observed instanceof Promise ? await observed : observed, count);
    if (observation.errno === 0) return new Journal(session, own, name);
    const isOpen = observation.done >= locked;
    await closeAll(own, (undo) => {
      undo.close(JOURNAL, true);
      if (isOpen) undo.unlink(DIRECTORY, name, true);
    });
    if (isOpen && isSeen(observation.errno)) return undefined;
    throw await refusal(state, observation.errno);
  }

  /** One that is being opened by a program with other things in it: what is written waits until it is known to be. */
  static early(state: State, session: Session, name: string): Journal {
    const journal = new Journal(session, state, name);
    journal.#early = [];
    return journal;
  }

  /** It is open: what waited is written. @throws Unrecorded */
  opened(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const bytes of early) this.write(bytes);
  }

  /** Somebody else has closed it. */
  closed(): void {
    this.#closed = true;
  }

  /**
   * Adds bytes. Once something was done, a disk that is full keeps nobody from taking it back.
   *
   * @throws Unrecorded when nothing has been done yet.
   */
  write(bytes: Uint8Array): void {
    if (this.#early) {
      this.#early.push(bytes.slice());
      return;
    }
    const written = this.#failed ? 0 : this.#session.write(JOURNAL, bytes);
    this.#failed = written !== bytes.length;
    if (this.#failed && !this.#begun) throw new Unrecorded(this.#state, written < 0 ? -written : ENOSPC);
    this.#begun = true;
  }

  /** Lets it go: from here on nobody's process is its owner. At once, or its session would need its thread for it. */
  close(): void {
    if (this.#closed || this.#session.busy) return;
    this.#closed = true;
    closeTogether(this.#session, 0);
  }

  /** The run has come to its end: nothing is to be taken back. */
  remove(): void {
    if (this.#closed || this.#session.busy) return;
    this.#closed = true;
    const builder = new ProgramBuilder();
    builder.unlink(DIRECTORY, this.name, true);
    builder.close(JOURNAL, true);
    builder.close(DIRECTORY, true);
    const program = builder.finish();
    this.#session.runSync(program, observationBytes(program));
  }
}

/** A run was not begun, for it could not be recorded. */
export class Unrecorded extends Error {
  constructor(
    readonly state: State,
    readonly errno: number,
  ) {
    super("a run could not be recorded");
  }

  refusal(): Promise<Error> {
    return refusal(this.state, this.errno);
  }
}

async function refusal(state: State, errno: number): Promise<Error> {
  const { ruleError } = await import("../rules.ts");
  return ruleError("refused", "records.journal", { item: state.directory, other: errnoText(errno) }, { errno });
}
