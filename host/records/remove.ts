import { errnoText } from "../errno.ts";
import { ENOENT, LOCK_EX_NB, O_NOFOLLOW, O_RDWR } from "../linux/numbers.ts";
import { closeAll, DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import { claimPath, claimText, recordName } from "./names.ts";
import type { NewRecord } from "./record.ts";
import type { State } from "./state.ts";
import { unlinkFile } from "./write.ts";

/**
 * Removes the record of a mount that is gone, and its claims. A record that is gone itself is no error.
 *
 * @throws LayermountError `records.remove`, or what is wrong with the directory.
 */
export async function removeRecord(state: State, record: NewRecord): Promise<void> {
  const name = recordName(record.target, record.mounts);
  const claims = record.claims ?? [];
  if (claims.length > 0 && (await removeClaims(state, record, name, claims))) return;
  // Some claim is not this record's any more: the others still are.
  for (const claim of claims) await removeClaims(state, record, name, [claim], false);
  const errno = await unlinkFile(state, name);
  if (errno === 0 || errno === ENOENT) return;
  const fill = { item: record.target, other: errnoText(errno) };
  throw (await import("../rules.ts")).ruleError("failed", "records.remove", fill, { errno });
}

/** Removes claims that are a record's, each while it is locked, and the record with them; whether all of it is gone. */
async function removeClaims(
  state: State,
  { target, token = "" }: NewRecord,
  name: string,
  claims: readonly string[],
  withRecord = true,
): Promise<boolean> {
  const text = claimText(target, token);
  const program = new DirectoryProgram(state);
  const { builder } = program;
  for (const claim of claims) {
    builder.open(FILE, DIRECTORY, claimPath(claim), O_RDWR | O_NOFOLLOW);
    builder.flock(FILE, LOCK_EX_NB);
    builder.same(builder.read(FILE, text.length), 0, text);
    builder.unlink(DIRECTORY, claimPath(claim));
    builder.close(FILE);
  }
  if (withRecord) builder.unlink(DIRECTORY, name);
  const observation = await program.run();
  if (observation === false || observation.errno === 0) return true;
  await closeAll(state);
  return false;
}
