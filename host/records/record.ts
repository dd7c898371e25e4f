// A finished mount's record: what a later `unmount` or `list` must know, as one line of JSON with escaped bytes.
import { bytesOf, escaped } from "../bytes.ts";
import type { Way } from "../types.ts";

/** Version of the schema below. */
export const RECORD_VERSION = 1;

/** What tells a mount from another one at the same place. */
export interface RecordedIdentity {
  /** Beneath the root; empty: the root itself. */
  readonly target: Uint8Array;
  readonly mountId: bigint;
  /** False before Linux 6.8, where ids are used again: then device and inode are compared too. */
  readonly unique: boolean;
  readonly devMajor: number;
  readonly devMinor: number;
  readonly ino: bigint;
  /** A recursive bind: the mounts beneath it are copies, and go with it. */
  readonly tree: boolean;
}

export interface RecordedMount {
  readonly identity: RecordedIdentity;
  readonly fstype: Uint8Array;
  readonly source: Uint8Array;
  readonly way?: Way | undefined;
  readonly layers: number;
  readonly readOnly: boolean;
  /** As uid_map of user_namespaces(7); absent or empty: ids are as they are, or the record is older. */
  readonly uidMap?: Uint8Array | undefined;
  readonly gidMap?: Uint8Array | undefined;
}

/** A directory, by what tells it from any other one of the same boot. */
export interface RecordedDirectory {
  readonly devMajor: number;
  readonly devMinor: number;
  readonly ino: bigint;
}

/** What the one who mounted says. */
export interface NewRecord {
  readonly target: Uint8Array;
  /** The target directory was made by the mount and goes with it. */
  readonly madeTarget: boolean;
  /** Which directory that was; absent where it was not seen, and in older records: then it does not go. */
  readonly made?: RecordedDirectory | undefined;
  /** Digest of the plan, empty where there is none. */
  readonly planHash: string;
  /** In the order in which they were mounted; the first is the root. */
  readonly mounts: readonly RecordedMount[];
  /** Names of the claims of its upperdirs and workdirs; records of before have none. */
  readonly claims?: readonly string[] | undefined;
  /** Of the run that mounted it, so that its journal is known to be done with; absent: it had none. */
  readonly token?: string | undefined;
  /** File that the process keeps locked with which the mount is to go; absent: it stays. */
  readonly owner?: string | undefined;
}

/** Where and when a record was made: elsewhere its mounts cannot be seen. */
export interface Origin {
  /** The kernel's boot id; empty where /proc was not there. */
  readonly boot: string;
  /** Inode of the mount namespace; 0 where /proc was not there. */
  readonly namespace: bigint;
}

export interface MountRecord extends NewRecord, Origin {
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** What is known of a record before its mount is there. */
export type RecordHead = Pick<MountRecord, "boot" | "namespace" | "created" | "target" | "planHash" | "token">;

/** The text of a record's file up to what only the mount tells. */
export function recordHead(record: RecordHead): string {
  const fields = {
    layermount: RECORD_VERSION,
    boot: record.boot,
    namespace: String(record.namespace),
    created: record.created,
    target: escaped(record.target),
    planHash: record.planHash,
    ...(record.token && { token: record.token }),
  };
  return JSON.stringify(fields).slice(0, -1);
}

/** The rest of the text: without it, and the end of its line, a record is not finished. */
export function recordTail({
  madeTarget,
  made,
  mounts,
  claims,
  owner,
}: Pick<MountRecord, "madeTarget" | "made" | "mounts" | "claims" | "owner">): string {
  const fields = {
    madeTarget,
    ...(made && { made: { device: `${made.devMajor}:${made.devMinor}`, inode: String(made.ino) } }),
    claims: claims && claims.length > 0 ? claims : undefined,
    owner,
    mounts: mounts.map(({ identity, fstype, source, way, layers, readOnly, uidMap, gidMap }) => ({
      target: escaped(identity.target),
      mountId: String(identity.mountId),
      unique: identity.unique,
      device: `${identity.devMajor}:${identity.devMinor}`,
      inode: String(identity.ino),
      tree: identity.tree,
      type: escaped(fstype),
      source: escaped(source),
      way,
      layers,
      readOnly,
      ...(uidMap && gidMap && uidMap.length > 0 && { uidMap: escaped(uidMap), gidMap: escaped(gidMap) }),
    })),
  };
  return `,${JSON.stringify(fields).slice(1)}\n`;
}

/** A record as the bytes of its file. */
export function encodeRecord(record: MountRecord): Uint8Array {
  return bytesOf(recordHead(record) + recordTail(record));
}
