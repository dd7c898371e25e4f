import { errnoText } from "../errno.ts";
import { EEXIST, ENOSPC, O_CREAT, O_EXCL, O_NOFOLLOW, O_TRUNC, O_WRONLY } from "../linux/numbers.ts";
import type { Observation } from "../linux/observation.ts";
import { closeAll, DIRECTORY, DirectoryProgram, FILE, makeDirectory } from "./directory.ts";
import { namePrefix, recordName, unfinishedName } from "./names.ts";
import { originOf } from "./origin.ts";
import { encodeRecord, type MountRecord, type NewRecord, type Origin } from "./record.ts";
import type { State } from "./state.ts";

/** No more of a record is ever read. */
export const RECORD_BYTES_MOST = 1048576;

/** How a record's file is made: it must not be there, and it is for its owner. */
export const NEW_FILE: number = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
export const NEW_MODE = 0o600;

/** Programs that only look: one is carried out before every mount. */
const looks = new WeakMap<State, DirectoryProgram>();

/**
 * Makes sure, before anything is mounted, that a record could be written: the directory exists and is ours alone.
 *
 * @throws LayermountError `records.unsafe-directory` and `records.unreachable`.
 */
export async function prepareState(state: State): Promise<void> {
  const look = looks.get(state) ?? new DirectoryProgram(state);
  looks.set(state, look);
  if (await look.run()) return;
  await makeDirectory(state);
  await look.run();
}

/**
 * Writes the record of a finished mount. It appears whole or not at all, and replaces one of the same root mount id:
 * that mount is gone, for the kernel gave its id to ours.
 *
 * @returns The record as it was written.
 * @throws LayermountError, with nothing of the record left behind.
 */
export async function writeRecord(state: State, made: NewRecord, origin?: Origin): Promise<MountRecord> {
  const record: MountRecord = { ...made, ...(origin ?? (await originOf(state))), created: Date.now() };
  const bytes = encodeRecord(record);
  if (bytes.length >= RECORD_BYTES_MOST) {
    const fill = { item: made.target, needs: bytes.length, budget: RECORD_BYTES_MOST - 1 };
    throw (await import("../rules.ts")).ruleError("failed", "records.large", fill);
  }
  const name = recordName(made.target, made.mounts);
  // Of a run that is recorded it is known by its token, so that what a process leaves that dies here is known as well.
  const unfinished = unfinishedName(made.token ? `${namePrefix(made.target)}-${made.token}.json` : name);
  let errno = await writeFile(state, name, bytes, unfinished);
  // What is left of a process that died while it wrote a record of this name.
  if (errno === EEXIST) {
    await unlinkFile(state, unfinished);
    errno = await writeFile(state, name, bytes, unfinished);
  }
  if (errno === 0) return record;
  const fill = { item: made.target, other: errnoText(errno) };
  throw (await import("../rules.ts")).ruleError("failed", "records.write", fill, { errno });
}

async function writeFile(state: State, name: string, bytes: Uint8Array, unfinished: string): Promise<number> {
  const first = await tryFile(state, name, bytes, unfinished);
  if (first !== undefined) return first;
  await makeDirectory(state);
  return (await tryFile(state, name, bytes, unfinished)) ?? 2;
}

/**
 * Writes over a file of the directory, in place: whoever reads it must be able to tell what was cut short, and nothing
 * is left beside it when the process dies. 0 or the errno.
 */
export async function overwriteFile(state: State, name: string, bytes: Uint8Array): Promise<number> {
  const program = new DirectoryProgram(state);
  const { builder } = program;
  builder.open(FILE, DIRECTORY, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, NEW_MODE);
  const written = builder.write(FILE, bytes);
  builder.close(FILE);
  const observation = await program.run();
  if (observation === false) return 2;
  if (observation.errno !== 0) await closeAll(state);
  else if (observation.result(written) !== bytes.length) return ENOSPC;
  return observation.errno;
}

/** 0, the errno, or undefined where the directory is not there. */
async function tryFile(state: State, name: string, bytes: Uint8Array, unfinished: string): Promise<number | undefined> {
  const program = new DirectoryProgram(state);
  const { builder } = program;
  const opened = builder.open(FILE, DIRECTORY, unfinished, NEW_FILE, NEW_MODE);
  const written = builder.write(FILE, bytes);
  builder.close(FILE);
  const renamed = builder.rename(DIRECTORY, unfinished, name);
  const observation = await program.run();
  if (observation === false) return undefined;
  if (observation.errno === 0) {
    // A full disk may take a part of it without an error.
    if (observation.result(written) === bytes.length) return 0;
    await unlinkFile(state, name);
    return ENOSPC;
  }
  const ours = observation.done > opened && observation.done <= renamed;
  await closeAll(state, ours ? (undo) => undo.unlink(DIRECTORY, unfinished, true) : undefined);
  return observation.errno;
}

/** Removes a name from the state directory; 0 or the errno. */
export async function unlinkFile(state: State, name: string): Promise<number> {
  const program = new DirectoryProgram(state);
  program.builder.unlink(DIRECTORY, name);
  const observation: Observation | false = await program.run();
  if (observation === false) return 2;
  if (observation.errno !== 0) await closeAll(state);
  return observation.errno;
}
