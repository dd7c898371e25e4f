import { errnoText } from "../errno.ts";
import { recordName } from "./names.ts";
import type { NewRecord } from "./record.ts";
import type { State } from "./state.ts";
import { unlinkFile } from "./write.ts";

const ENOENT = 2;

/**
 * Removes the record of a mount that is gone. A record that is gone itself is no error.
 *
 * @throws LayermountError `records.remove`, or what is wrong with the directory.
 */
export async function removeRecord(state: State, record: NewRecord): Promise<void> {
  const errno = await unlinkFile(state, recordName(record.target, record.mounts[0]?.identity.mountId ?? 0n));
  if (errno === 0 || errno === ENOENT) return;
  const fill = { item: record.target, other: errnoText(errno) };
  throw (await import("../rules.ts")).ruleError("failed", "records.remove", fill, { errno });
}
