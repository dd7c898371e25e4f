import { Observation } from "../linux/observation.ts";
import { observationBytes, ProgramBuilder } from "../linux/program.ts";
import { DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import { namePrefix, recordName, unfinishedName } from "./names.ts";
import { encodeRecord, type NewRecord, type Origin } from "./record.ts";
import type { State } from "./state.ts";
import { NEW_FILE, NEW_MODE, writeRecord } from "./write.ts";

/** Names of unfinished records end with a number. */
const NUMBERS = 1e15;

/**
 * A record in a state directory that lies in memory, in two halves: its file is made while the kernel mounts, and
 * written and named once the mount is known. Whatever the first half could not do, the second does the long way.
 */
export class PendingRecord {
  readonly #state: State;
  readonly #origin: Origin;
  readonly #unfinished: string;
  #open = false;

  constructor(state: State, origin: Origin, target: Uint8Array) {
    this.#state = state;
    this.#origin = origin;
    // A name of its own: another mount at the same target may be under way.
    this.#unfinished = unfinishedName(`${namePrefix(target)}-${1 + Math.floor(Math.random() * NUMBERS)}.json`);
  }

  /** Opens the directory, if it is ours alone, and an empty file in it. */
  begin(): void {
    const { builder } = new DirectoryProgram(this.#state);
    const opened = builder.open(FILE, DIRECTORY, this.#unfinished, NEW_FILE, NEW_MODE);
    const observation = this.#run(builder);
    this.#open = observation.errno === 0;
    if (!this.#open) this.#close(observation.done > opened);
  }

  /** @throws LayermountError when the record cannot be written; nothing of it is left then. */
  async finish(made: NewRecord): Promise<void> {
    if (this.#open && this.#name(made)) return;
    this.abandon();
    // It fails again, with words, or does what the first half could not.
    await writeRecord(this.#state, made, this.#origin);
  }

  /** Nothing is to be recorded: nothing of the record stays. */
  abandon(): void {
    if (this.#open) this.#close(true);
    this.#open = false;
  }

  /** Writes the file and gives it its name; false: it is there as before. */
  #name(made: NewRecord): boolean {
    const bytes = encodeRecord({ ...made, ...this.#origin, created: Date.now() });
    const builder = new ProgramBuilder();
    const written = builder.write(FILE, bytes);
    builder.close(FILE);
    builder.rename(DIRECTORY, this.#unfinished, recordName(made.target, made.mounts[0]?.identity.mountId ?? 0n));
    builder.close(DIRECTORY);
    const observation = this.#run(builder);
    if (observation.errno !== 0) return false;
    this.#open = false;
    // A full disk may take a part of it without an error: the long way replaces it, or removes it with an error.
    return observation.result(written) === bytes.length;
  }

  #close(unlink: boolean): void {
    const builder = new ProgramBuilder();
    builder.close(FILE, true);
    if (unlink) builder.unlink(DIRECTORY, this.#unfinished, true);
    builder.close(DIRECTORY, true);
    this.#run(builder);
  }

  #run(builder: ProgramBuilder): Observation {
    const program = builder.finish();
    const observed = this.#state.runSync?.(program, observationBytes(program));
    if (observed === undefined) throw new Error("a record in two halves needs a state directory in memory");
    return new Observation(observed, builder.count);
  }
}
