import { sameBytes } from "../bytes.ts";
import { errnoText } from "../errno.ts";
import { AT_EMPTY_PATH, ENOENT, STATX_BASIC_STATS } from "../linux/numbers.ts";
import type { Observation } from "../linux/observation.ts";
import type { Place } from "../linux/program.ts";
import type { Fill } from "../rules.ts";
import { CAPABILITIES_FILE } from "./capabilities.ts";
import { decodeRecord, NoRecord } from "./decode.ts";
import { DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import { listEntries } from "./listing.ts";
import { isOther, isRecordName, isUnfinishedName, namePrefix, recordName } from "./names.ts";
import { isHere, originOf } from "./origin.ts";
import { distrust, READING } from "./own-file.ts";
import { type MountRecord, RECORD_VERSION } from "./record.ts";
import type { State } from "./state.ts";
import { RECORD_BYTES_MOST } from "./write.ts";

/** A file of the state directory that is not used, by the rule that says why. */
export interface Stray {
  readonly rule: "records.torn" | "records.foreign" | "records.unfinished" | "records.version";
  readonly fill: Fill;
}

/** What the state directory holds. */
export interface Records {
  /** The oldest first. */
  readonly records: readonly MountRecord[];
  readonly strays: readonly Stray[];
}

/** Opening a fifo must not wait for its other end. */
const BATCH = 32;
/** Nearly every record is smaller; a larger one is read again, alone. */
const USUAL_BYTES = 8192;

/** Reads every record that can be trusted; files that cannot are told apart and left alone. */
export function readRecords(state: State): Promise<Records> {
  return readMatching(state, () => true);
}

/** Those of mounts at this target, wherever and whenever they were made. */
export async function recordsAt(state: State, target: Uint8Array): Promise<readonly MountRecord[]> {
  const prefix = namePrefix(target);
  const { records } = await readMatching(state, (name) => name.startsWith(prefix));
  return records.filter((record) => sameBytes(record.target, target));
}

/**
 * The records of mounts at this target, the oldest first. Those of another mount namespace or boot are passed over:
 * their mounts cannot be reached from here, and the record is all that tells of them.
 */
export async function recordsHere(state: State, target: Uint8Array): Promise<readonly MountRecord[]> {
  const records = await recordsAt(state, target);
  if (records.length === 0) return records;
  const here = await originOf(state);
  return records.filter((record) => isHere(record, here));
}

async function readMatching(state: State, wanted: (name: string) => boolean): Promise<Records> {
  const records: MountRecord[] = [];
  const strays: Stray[] = [];
  const names: string[] = [];
  for (const { name, regular } of await listEntries(state)) {
    if (name === CAPABILITIES_FILE || isOther(name)) continue;
    if (isUnfinishedName(name)) strays.push(stray("records.unfinished", name));
    else if (!isRecordName(name)) strays.push(stray("records.foreign", name, "its name is not a record's"));
    else if (!regular) strays.push(stray("records.foreign", name, "it is no regular file"));
    else if (wanted(name)) names.push(name);
  }
  for (let at = 0; at < names.length; at += BATCH) {
    for (const found of await readBatch(state, names.slice(at, at + BATCH), USUAL_BYTES)) {
      if ("rule" in found) strays.push(found);
      else records.push(found);
    }
  }
  records.sort((a, b) => a.created - b.created || compareIds(a, b));
  return { records, strays };
}

function compareIds(a: MountRecord, b: MountRecord): number {
  return (a.mounts[0]?.identity.mountId ?? 0n) < (b.mounts[0]?.identity.mountId ?? 0n) ? -1 : 1;
}

async function readBatch(state: State, names: readonly string[], cap: number): Promise<(MountRecord | Stray)[]> {
  const program = new DirectoryProgram(state);
  const { builder } = program;
  const places = names.map((name) => {
    const opened = builder.open(FILE, DIRECTORY, name, READING, 0, true);
    const stat = builder.statx(FILE, "", AT_EMPTY_PATH, STATX_BASIC_STATS, true);
    const read = builder.read(FILE, cap, true);
    builder.close(FILE, true);
    return { name, opened, stat, read };
  });
  const observation = await program.run();
  if (observation === false) return [];
  const found: (MountRecord | Stray)[] = [];
  for (const place of places) {
    const { name, read } = place;
    const full = observation.result(read.index) === cap;
    if (full && cap < RECORD_BYTES_MOST) found.push(...(await readBatch(state, [name], RECORD_BYTES_MOST)));
    else if (full) found.push(stray("records.torn", name, `it is larger than ${RECORD_BYTES_MOST - 1} bytes`));
    else found.push(...judge(state, observation, place));
  }
  return found;
}

interface FilePlaces {
  readonly name: string;
  readonly opened: number;
  readonly stat: Place;
  readonly read: Place;
}

/** A record, a stray, or nothing where the file went away meanwhile. */
function judge(
  state: State,
  observation: Observation,
  { name, opened, stat, read }: FilePlaces,
): (MountRecord | Stray)[] {
  if (observation.result(opened) === -ENOENT) return [];
  for (const index of [opened, stat.index]) {
    const result = observation.result(index);
    if (result < 0) return [stray("records.foreign", name, errnoText(-result))];
  }
  const doubt = distrust(observation.stat(stat), state);
  if (doubt !== undefined) return [stray("records.foreign", name, doubt)];
  const result = observation.result(read.index);
  if (result < 0) return [stray("records.torn", name, errnoText(-result))];
  try {
    const record = decodeRecord(observation.bytes(read));
    if (recordName(record.target, record.mounts) === name) return [record];
    return [stray("records.foreign", name, "its name is that of another mount")];
  } catch (error) {
    if (!(error instanceof NoRecord)) throw error;
    if (error.version === undefined) return [stray("records.torn", name, error.message)];
    return [{ rule: "records.version", fill: { item: name, needs: error.version, budget: RECORD_VERSION } }];
  }
}

function stray(rule: Stray["rule"], name: string, other?: string): Stray {
  return { rule, fill: { item: Uint8Array.from(name, (letter) => letter.charCodeAt(0)), other } };
}
