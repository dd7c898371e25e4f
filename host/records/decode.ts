import { unescaped } from "../bytes.ts";
import type { Way } from "../types.ts";
import { isClaimName, isOwnerName } from "./names.ts";
import { type MountRecord, RECORD_VERSION, type RecordedDirectory, type RecordedMount } from "./record.ts";

/** A file of the state directory is no record: `wrong` says where. */
export class NoRecord extends Error {
  /** The version that was found, where that is what is wrong. */
  readonly version: number | undefined;

  constructor(wrong: string, version?: number) {
    super(wrong);
    this.version = version;
  }
}

const WAYS: readonly Way[] = ["relative", "prefix", "strings", "descriptors", "mixed"];
const MOST_U64 = 2n ** 64n - 1n;
const MOST_U32 = 2 ** 32 - 1;

/**
 * Reads a record and checks all of it.
 *
 * @throws NoRecord when the bytes are not exactly what this version writes.
 */
export function decodeRecord(bytes: Uint8Array): MountRecord {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new NoRecord("it is no JSON text");
  }
  const fields = record(json, "the record");
  const version = fields["layermount"];
  if (typeof version !== "number") throw new NoRecord("it has no version");
  if (version !== RECORD_VERSION) throw new NoRecord("it is of another version", version);
  const mounts = fields["mounts"];
  if (!Array.isArray(mounts) || mounts.length === 0) throw new NoRecord("mounts is no list of mounts");
  const target = path(fields, "target");
  if (target[0] !== 0x2f) throw new NoRecord("target is not absolute");
  return {
    boot: text(fields, "boot"),
    namespace: big(fields, "namespace"),
    created: count(fields, "created", Number.MAX_SAFE_INTEGER),
    target,
    madeTarget: flag(fields, "madeTarget"),
    // Records of before it was written are read, too.
    ...(fields["made"] !== undefined && { made: decodeDirectory(record(fields["made"], "made")) }),
    planHash: text(fields, "planHash"),
    ...claimsIn(fields),
    ...(fields["owner"] !== undefined && { owner: ownerIn(fields) }),
    ...(fields["token"] !== undefined && { token: text(fields, "token") }),
    mounts: mounts.map((mount: unknown, i) => decodeMount(record(mount, `mounts[${i}]`))),
  };
}

/** It is the name of a file. */
function ownerIn(fields: Fields): string {
  const name = text(fields, "owner");
  if (!isOwnerName(name)) throw new NoRecord("owner is no name of a file");
  return name;
}

/** They are names of files. */
function claimsIn(fields: Fields): Pick<MountRecord, "claims"> {
  const claims: unknown = fields["claims"];
  if (claims === undefined) return {};
  if (!Array.isArray(claims)) throw new NoRecord("claims is no list");
  return {
    claims: claims.map((name: unknown) => {
      if (typeof name === "string" && isClaimName(name)) return name;
      throw new NoRecord("claims has what is none");
    }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function decodeDirectory(fields: Fields): RecordedDirectory {
  return { ...device(fields), ino: big(fields, "inode") };
}

function device(fields: Fields): Pick<RecordedDirectory, "devMajor" | "devMinor"> {
  const [major, minor] = /^(\d{1,10}):(\d{1,10})$/.exec(text(fields, "device"))?.slice(1).map(Number) ?? [];
  if (major === undefined || minor === undefined || Math.max(major, minor) > MOST_U32) {
    throw new NoRecord("device is no device");
  }
  return { devMajor: major, devMinor: minor };
}

function decodeMount(fields: Fields): RecordedMount {
  const way = fields["way"] === undefined ? undefined : WAYS.find((name) => name === fields["way"]);
  if (way === undefined && fields["way"] !== undefined) throw new NoRecord("way is none");
  return {
    identity: {
      target: path(fields, "target"),
      mountId: big(fields, "mountId"),
      unique: flag(fields, "unique"),
      ...device(fields),
      ino: big(fields, "inode"),
      tree: flag(fields, "tree"),
    },
    fstype: path(fields, "type"),
    source: path(fields, "source"),
    way,
    layers: count(fields, "layers", MOST_U32),
    readOnly: flag(fields, "readOnly"),
    ...(fields["uidMap"] !== undefined && { uidMap: path(fields, "uidMap"), gidMap: path(fields, "gidMap") }),
  };
}

function record(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NoRecord(`${what} is no object`);
  return value as Fields;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw new NoRecord(`${name} is no text`);
  return value;
}

function path(fields: Fields, name: string): Uint8Array {
  const bytes = unescaped(text(fields, name));
  // A NUL would end the path earlier for the kernel than for us.
  if (bytes === undefined || bytes.includes(0)) throw new NoRecord(`${name} is no escaped path`);
  return bytes;
}

function big(fields: Fields, name: string): bigint {
  const value = text(fields, name);
  if (!/^(?:0|[1-9]\d{0,19})$/.test(value) || BigInt(value) > MOST_U64) throw new NoRecord(`${name} is no number`);
  return BigInt(value);
}

function count(fields: Fields, name: string, most: number): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) {
    throw new NoRecord(`${name} is no number`);
  }
  return value;
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== "boolean") throw new NoRecord(`${name} is neither true nor false`);
  return value;
}
