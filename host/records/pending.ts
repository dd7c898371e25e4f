import { Observation } from "../linux/observation.ts";
import { observationBytes, type Place, ProgramBuilder } from "../linux/program.ts";
import { CWD } from "../linux/program.ts";
import { DIRECTORY, DirectoryProgram, FILE, O_NOFOLLOW, STATX_BASIC_STATS } from "./directory.ts";
import { namePrefix, recordName, unfinishedName } from "./names.ts";
import { knownBoot } from "./origin.ts";
import { encodeRecord, type NewRecord, type Origin } from "./record.ts";
import type { MemoryState } from "./state.ts";
import { O_CREAT, O_EXCL, O_WRONLY, writeRecord } from "./write.ts";

/**
 * A record in a state directory that lies in memory, in two halves: its file is made while the kernel mounts, and
 * written and named once the mount is known. Whatever is wrong with the first half, the second goes the long way.
 */
export class PendingRecord {
  readonly #state: MemoryState;
  readonly #unfinished: string;
  #namespace = 0n;
  #open = false;

  constructor(state: MemoryState, target: Uint8Array) {
    this.#state = state;
    // A name of its own for each: others mount at the same target, perhaps.
    this.#unfinished = unfinishedName(`${namePrefix(target)}-${1 + Math.floor(Math.random() * 1e15)}.json`);
  }

  /** Opens the directory, if it is ours alone, and an empty file in it. */
  begin(): void {
    const program = new DirectoryProgram(this.#state);
    const { builder } = program;
    const namespace: Place = builder.statx(CWD, "/proc/self/ns/mnt", 0, STATX_BASIC_STATS, true);
    const flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
    const opened = builder.open(FILE, DIRECTORY, this.#unfinished, flags, 0o600);
    const observation = this.#run(builder);
    this.#open = observation.errno === 0;
    if (this.#open && observation.result(namespace.index) === 0) this.#namespace = observation.stat(namespace).ino;
    if (!this.#open) this.#close(observation.done > opened);
  }

  /** @throws LayermountError when the record cannot be written; nothing of it is left then. */
  async finish(made: NewRecord): Promise<void> {
    const boot = knownBoot();
    if (!this.#open || boot === undefined) {
      this.abandon();
      await writeRecord(this.#state, made);
      return;
    }
    const origin: Origin = { boot, namespace: this.#namespace };
    const bytes = encodeRecord({ ...made, ...origin, created: Date.now() });
    const builder = new ProgramBuilder();
    const written = builder.write(FILE, bytes);
    builder.close(FILE);
    builder.rename(DIRECTORY, this.#unfinished, recordName(made.target, made.mounts[0]?.identity.mountId ?? 0n));
    builder.close(DIRECTORY);
    const observation = this.#run(builder);
    if (observation.errno === 0 && observation.result(written) === bytes.length) {
      this.#open = false;
      return;
    }
    this.abandon();
    // It fails again, with words, or succeeds where the first half was not good enough.
    await writeRecord(this.#state, made, origin);
  }

  /** Nothing was mounted: nothing of the record stays. */
  abandon(): void {
    if (this.#open) this.#close(true);
    this.#open = false;
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
    return new Observation(this.#state.runSync(program, observationBytes(program)), builder.count);
  }
}
