import { bytesOf, sameBytes } from "../bytes.ts";
import { fillHole, type Hole, observationBytes, setWriteLength } from "../linux/finished.ts";
import { Observation } from "../linux/observation.ts";
import { ProgramBuilder } from "../linux/program.ts";
import { DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import { journalName, namePrefix, recordName, unfinishedName } from "./names.ts";
import { type NewRecord, type Origin, recordHead, recordTail } from "./record.ts";
import type { State } from "./state.ts";
import { NEW_FILE, NEW_MODE, writeRecord } from "./write.ts";

/** Room for what one mount tells, and for a name; a list of many goes the long way. */
const TAIL_BYTES = 1024;
const NAME_BYTES = 48;

/** The second half: everything but the text that only the mount tells. */
interface Ending {
  readonly program: Uint8Array;
  readonly count: number;
  readonly written: number;
  readonly tail: Hole;
  readonly name: Hole;
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
  #ending: Ending | undefined;

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

  /** Opens the directory, if it is ours alone, and a file in it, with what is known. */
  begin(planHash: string): void {
    const head = bytesOf(
      recordHead({ ...this.#origin, created: Date.now(), target: this.#target, planHash, token: this.#token }),
    );
    const { builder } = new DirectoryProgram(this.#state);
    const opened = builder.open(FILE, DIRECTORY, this.#unfinished, NEW_FILE, NEW_MODE);
    const written = builder.write(FILE, head);
    const observation = this.#run(builder.finish(), builder.count);
    // A full disk may take a part of it without an error.
    if (observation.errno === 0 && observation.result(written) === head.length) this.#ending = this.#end();
    else this.#close(observation.done > opened);
  }

  /**
   * @returns Whether the run's journal went with the same program.
   * @throws LayermountError when the record cannot be written; nothing of it is left then.
   */
  async finish(made: NewRecord): Promise<boolean> {
    if (this.#ending && this.#isBegun(made) && this.#name(this.#ending, made)) return true;
    this.abandon();
    // It fails again, with words, or does what the first half could not.
    await writeRecord(this.#state, { ...made, token: this.#token }, this.#origin);
    return false;
  }

  /** Whether it is of the target that its head names. */
  #isBegun({ target }: NewRecord): boolean {
    return sameBytes(target, this.#target);
  }

  /** Nothing is to be recorded: nothing of the record stays. */
  abandon(): void {
    if (this.#ending) this.#close(true);
    this.#ending = undefined;
  }

  #end(): Ending {
    const builder = new ProgramBuilder();
    const tail = builder.hole(TAIL_BYTES);
    const name = builder.hole(NAME_BYTES);
    const written = builder.write(FILE, tail);
    builder.close(FILE);
    builder.rename(DIRECTORY, this.#unfinished, name);
    builder.unlink(DIRECTORY, this.#journal, true);
    builder.close(DIRECTORY);
    return { program: builder.finish(), count: builder.count, written, tail, name };
  }

  /** Ends the file and gives it its name; false: it is there as before, or as a record that is cut short. */
  #name({ program, count, written, tail, name }: Ending, made: NewRecord): boolean {
    const text = recordTail(made);
    if (!fillHole(program, tail, text)) return false;
    if (!fillHole(program, name, recordName(made.target, made.mounts))) return false;
    setWriteLength(program, written, text.length);
    const observation = this.#run(program, count);
    if (observation.errno !== 0) return false;
    this.#ending = undefined;
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
