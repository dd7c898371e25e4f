// One file for each mounted target. Its name begins with a digest of the target, so that a target's records are found
// by a listing, and ends with the id of its root mount, which the kernel gives to no other mount at the same time.

import { runtime } from "#runtime";
import { bytesOf, escaped, sameBytes } from "../bytes.ts";

/** The directory of mounts that are there for a while, in the state directory. */
export const VIEWS = "views";

const RECORD = /^[0-9a-f]{16}-(?:0|[1-9]\d{0,19})\.json$/;
const OWNER = /^owner-\d{15}\.lock$/;
const JOURNAL = /^[0-9a-f]{16}-\d{15}\.run$/;
const UNFINISHED = /^\.[0-9a-f]{16}-\d{1,20}\.json\.new$/;

let last: { readonly target: Uint8Array; readonly prefix: string } | undefined;

/** What the names of all records of this target begin with. A mount asks for it again and again. */
export function namePrefix(target: Uint8Array): string {
  if (last === undefined || !sameBytes(last.target, target)) {
    last = { target: target.slice(), prefix: runtime.sha256(target).slice(0, 16) };
  }
  return last.prefix;
}

/** Name of a record's file. */
export function recordName(target: Uint8Array, mounts: readonly Identified[]): string {
  return `${namePrefix(target)}-${mounts[0]?.identity.mountId ?? 0n}.json`;
}

interface Identified {
  readonly identity: { readonly mountId: bigint };
}

/** The name that a record has while it is written. */
export function unfinishedName(name: string): string {
  return `.${name}.new`;
}

export function isRecordName(name: string): boolean {
  return RECORD.test(name);
}

/** Name of the file that a run is recorded in as long as it goes on. */
export function journalName(target: Uint8Array, token: string): string {
  return `${namePrefix(target)}-${token}.run`;
}

/** Name of the file that a process keeps locked as long as mounts are to go with it. */
export function ownerName(token: string): string {
  return `owner-${token}.lock`;
}

export function isOwnerName(name: string): boolean {
  return OWNER.test(name);
}

export function isJournalName(name: string): boolean {
  return JOURNAL.test(name);
}

/** Whether something of that name belongs here and is no record. */
export function isOther(name: string): boolean {
  return name === VIEWS || name === CLAIMS_DIRECTORY || isJournalName(name) || isOwnerName(name);
}

/** The token of a run, by the name of its file. */
export function tokenIn(journal: string): string {
  return journal.slice(17, -4);
}

export function isUnfinishedName(name: string): boolean {
  return UNFINISHED.test(name);
}

/** Where claims of upperdirs and workdirs lie in the state directory. */
export const CLAIMS_DIRECTORY = "uppers";
const CLAIM = /^\d{1,10}:\d{1,10}-\d{1,20}$/;

/** Name of the claim of a directory: its device and inode. */
export function claimName(device: string, ino: bigint): string {
  return `${device}-${ino}`;
}

export function isClaimName(name: string): boolean {
  return CLAIM.test(name);
}

/** Its path in the state directory. */
export function claimPath(name: string): string {
  return `${CLAIMS_DIRECTORY}/${name}`;
}

/** Stands for a token in the claims of what is mounted only as long as its process lives. */
export const BOUND = "-";

/** What a claim says: where the overlay is mounted, and by which run, as its record says it, too. */
export function claimText(target: Uint8Array, token: string): Uint8Array {
  return bytesOf(`${escaped(target)}\n${token}\n`);
}
