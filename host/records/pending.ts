import { sameBytes } from "../bytes.ts";
import { fillHole, type Hole, observationBytes, setWriteLength } from "../linux/finished.ts";
import { Observation } from "../linux/observation.ts";
import { ProgramBuilder } from "../linux/program.ts";
import { DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import { journalName, namePrefix, recordName, unfinishedName } from "./names.ts";
import { type NewRecord, type Origin, recordHead, recordTail } from "./record.ts";
import type { State } from "./state.ts";
import { NEW_FILE, NEW_MODE, writeRecord } from "./write.ts";

/** Room for what is known before, for what one mount tells, and for names; a list of many goes the long way. */
const HEAD_BYTES = 1024;
const TAIL_BYTES = 1024;
const NAME_BYTES = 64;

/** The first half: makes the file, with what is known. */
interface Beginning {
  readonly program: Uint8Array;
  readonly count: number;
  readonly name: Hole;
  readonly opened: number;
  readonly written: number;
  readonly head: Hole;
}

/** The second half: the text that only the mount tells. */
interface Ending {
  readonly program: Uint8Array;
  readonly count: number;
  readonly written: number;
  readonly tail: Hole;
  readonly unfinished: Hole;
  readonly name: Hole;
  readonly journal: Hole;
}

/** Both are the same every time, but for their texts. */
const halves = new WeakMap<State, { readonly beginning: Beginning; readonly ending: Ending }>();

function halvesOf(state: State) {
  const made = halves.get(state) ?? { beginning: beginningIn(state), ending: ending() };
  halves.set(state, made);
  return made;
}

/** Opens the directory, if it is ours alone, and a file in it. */
function beginningIn(state: State): Beginning {
  const { builder } = new DirectoryProgram(state);
  const [name, head] = [builder.hole(NAME_BYTES), builder.hole(HEAD_BYTES)];
  const opened = builder.open(FILE, DIRECTORY, name, NEW_FILE, NEW_MODE);
  const written = builder.write(FILE, head);
  return { program: builder.finish(), count: builder.count, name, opened, written, head };
}

function ending(): Ending {
  const builder = new ProgramBuilder();
  const tail = builder.hole(TAIL_BYTES);
  const [unfinished, name, journal] = [builder.hole(NAME_BYTES), builder.hole(NAME_BYTES), builder.hole(NAME_BYTES)];
  const written = builder.write(FILE, tail);
  builder.close(FILE);
  builder.rename(DIRECTORY, unfinished, name);
  builder.unlink(DIRECTORY, journal, true);
  builder.close(DIRECTORY);
  return { program: builder.finish(), count: builder.count, written, tail, unfinished, name, journal };
}

/**
 * A record in a state directory that lies in memory, in two halves: its file is made and begun while the kernel
 * mounts, and ended and named once the mount is known. Whatever the first half could not do, the second does the long
 * way.
 */
export class PendingRecord {
  readonly #state: State;
  readonly #origin: Origin;
  readonly #target: Uint8Array;
  readonly #token: string;
  readonly #unfinished: string;
  readonly #journal: string;
  #begun = false;

  /** @param token Of the run, whose journal goes when the record is there: nobody else has it. */
  constructor(state: State, origin: Origin, target: Uint8Array, token: string) {
    this.#state = state;
    this.#origin = origin;
    this.#target = target;
    this.#token = token;
    // A name of its own: another mount at the same target may be under way.
    this.#unfinished = unfinishedName(`${namePrefix(target)}-${token}.json`);
    this.#journal = journalName(target, token);
  }

  /** Makes the file, with what is known. */
  begin(planHash: string): void {
    const { program, count, name, opened, written, head } = halvesOf(this.#state).beginning;
    const known = { ...this.#origin, created: Date.now(), target: this.#target, planHash, token: this.#token };
    const text = recordHead(known);
    if (!fillHole(program, head, text)) return;
    fillHole(program, name, this.#unfinished);
    setWriteLength(program, written, text.length);
    const observation = this.#run(program, count);
    // A full disk may take a part of it without an error.
    this.#begun = observation.errno === 0 && observation.result(written) === text.length;
    if (!this.#begun) this.#close(observation.done > opened);
  }

  /**
   * @returns Whether the run's journal went with the same program.
   * @throws LayermountError when the record cannot be written; nothing of it is left then.
   */
  async finish(made: NewRecord): Promise<boolean> {
    if (this.#begun && this.#isOf(made) && this.#name(made)) return true;
    this.abandon();
    // It fails again, with words, or does what the first half could not.
    await writeRecord(this.#state, { ...made, token: this.#token }, this.#origin);
    return false;
  }

  /** Whether it is of the target that its head names. */
  #isOf({ target }: NewRecord): boolean {
    return sameBytes(target, this.#target);
  }

  /** Nothing is to be recorded: nothing of the record stays. */
  abandon(): void {
    if (this.#begun) this.#close(true);
    this.#begun = false;
  }

  /** Ends the file and gives it its name; false: it is there as before, or as a record that is cut short. */
  #name(made: NewRecord): boolean {
    const { program, count, written, tail, unfinished, name, journal } = halvesOf(this.#state).ending;
    const text = recordTail(made);
    if (!fillHole(program, tail, text)) return false;
    fillHole(program, unfinished, this.#unfinished);
    fillHole(program, name, recordName(made.target, made.mounts));
    fillHole(program, journal, this.#journal);
    setWriteLength(program, written, text.length);
    const observation = this.#run(program, count);
    if (observation.errno !== 0) return false;
    this.#begun = false;
    // The long way replaces what a full disk cut short, or removes it with an error.
    return observation.result(written) === text.length;
  }

  #close(unlink: boolean): void {
    const builder = new ProgramBuilder();
    builder.close(FILE, true);
    if (unlink) builder.unlink(DIRECTORY, this.#unfinished, true);
    builder.close(DIRECTORY, true);
    this.#run(builder.finish(), builder.count);
  }

  #run(program: Uint8Array, count: number): Observation {
    const observed = this.#state.runSync?.(program, observationBytes(program));
    if (observed === undefined) throw new Error("a record in two halves needs a state directory in memory");
    return new Observation(observed, count);
  }
}
