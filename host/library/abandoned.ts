// Mounts that were to go with a process, when that is dead.
import { LayermountError } from "../errors.ts";
import { isHere, type MountRecord, originOf, readRecords, removeRecord, type State } from "../records/index.ts";
import { deathsIn, removeDead } from "../records/left-journals.ts";
import { listEntries } from "../records/listing.ts";
import { isOwnerName, recordName } from "../records/names.ts";
import { shown } from "../shown.ts";
import type { RecoveredRun, RecoverOptions } from "../types.ts";
import type { Context } from "./context.ts";
import { takeDown } from "./unmount.ts";

/** Takes them down, and removes what told of their owners. */
export async function abandoned(context: Context, state: State, options: RecoverOptions): Promise<RecoveredRun[]> {
  const runs: RecoveredRun[] = [];
  const here = await originOf(state);
  const owned = (await readRecords(state)).records.filter((one) => one.owner !== undefined && isHere(one, here));
  const dead: MountRecord[] = [];
  const isGone = deathsIn(state);
  for (const record of owned) if (await isGone(record.owner ?? "")) dead.push(record);
  // What its process took down itself between the two looks has no record any more.
  const still = new Set(dead.length > 0 ? (await listEntries(state)).map(({ name }) => name) : []);
  for (const record of dead) {
    if (still.has(recordName(record.target, record.mounts)))
      runs.push(await takenDown(context, state, record, options));
  }
  if (options.dryRun !== true) await removeOwners(state);
  return runs;
}

/** Removes the files of owners that are dead and that no record names. */
async function removeOwners(state: State): Promise<void> {
  const owners = (await listEntries(state)).filter(({ name, regular }) => regular && isOwnerName(name));
  if (owners.length === 0) return;
  const { records } = await readRecords(state);
  const named = new Set(records.map(({ owner }) => owner));
  for (const { name } of owners) {
    if (!named.has(name)) await removeDead(state, name);
  }
}

async function takenDown(
  context: Context,
  state: State,
  record: MountRecord,
  { dryRun, patience }: RecoverOptions,
): Promise<RecoveredRun> {
  const { target, created } = record;
  const told = { target, journal: record.owner ?? "", created, unmounted: 0, removed: 0, left: [] };
  if (dryRun) return { ...told, recovery: "unfinished" };
  try {
    const down = await takeDown(context, record, patience === undefined ? {} : { patience });
    await removeRecord(state, record);
    return { ...told, recovery: "undone", unmounted: down.unmounted, removed: down.removedTarget ? 1 : 0 };
  } catch (error) {
    if (!(error instanceof LayermountError)) throw error;
    return {
      ...told,
      recovery: "left",
      left: error.left.length > 0 ? error.left : [shown(target)],
      note: error.message,
    };
  }
}
