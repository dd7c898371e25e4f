// One file for each mounted target. Its name begins with a digest of the target, so that a target's records are found
// by a listing, and ends with the id of its root mount, which the kernel gives to no other mount at the same time.

import { runtime } from "#runtime";

/** The directory of mounts that are there for a while, in the state directory. */
export const VIEWS = "views";

const RECORD = /^[0-9a-f]{16}-(?:0|[1-9]\d{0,19})\.json$/;
const UNFINISHED = /^\.[0-9a-f]{16}-(?:0|[1-9]\d{0,19})\.json\.new$/;

/** What the names of all records of this target begin with. */
export function namePrefix(target: Uint8Array): string {
  return runtime.sha256(target).slice(0, 16);
}

/** Name of a record's file. */
export function recordName(target: Uint8Array, rootMountId: bigint): string {
  return `${namePrefix(target)}-${rootMountId}.json`;
}

/** The name that a record has while it is written. */
export function unfinishedName(name: string): string {
  return `.${name}.new`;
}

export function isRecordName(name: string): boolean {
  return RECORD.test(name);
}

export function isUnfinishedName(name: string): boolean {
  return UNFINISHED.test(name);
}
