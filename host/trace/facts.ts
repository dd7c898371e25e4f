// What effects give, as facts with names where it is a structure, and as text where it is one.
import { hexadecimal, octets } from "./hexadecimal.ts";
import { type Json, malformed, members } from "./malformed.ts";
import { bytesOfText, textOf } from "./text.ts";

/** Bits of a field, or where strings begin. */
type Field = readonly [name: string, bits: 32 | 64];

/** struct statx, as far as the driver tells it: host/linux/look.h. */
const STATX: readonly Field[] = [
  ["mode", 32],
  ["attributes", 32],
  ["ino", 64],
  ["dev_major", 32],
  ["dev_minor", 32],
  ["mnt_id", 64],
  ["uid", 32],
  ["gid", 32],
  ["mask", 32],
  ["nlink", 32],
];
const FSTATFS: readonly Field[] = [
  ["type", 64],
  ["flags", 64],
];
/** struct statmount of linux/mount.h, up to its strings. */
const STATMOUNT: readonly Field[] = [
  ["size", 32],
  ["mnt_opts", 32],
  ["mask", 64],
  ["sb_dev_major", 32],
  ["sb_dev_minor", 32],
  ["sb_magic", 64],
  ["sb_flags", 32],
  ["fs_type", 32],
  ["mnt_id", 64],
  ["mnt_parent_id", 64],
  ["mnt_id_old", 32],
  ["mnt_parent_id_old", 32],
  ["mnt_attr", 64],
  ["mnt_propagation", 64],
  ["mnt_peer_group", 64],
  ["mnt_master", 64],
  ["propagate_from", 64],
  ["mnt_root", 32],
  ["mnt_point", 32],
  ["mnt_ns_id", 64],
  ["fs_subtype", 32],
  ["sb_source", 32],
  ["opt_num", 32],
  ["opt_array", 32],
  ["opt_sec_num", 32],
  ["opt_sec_array", 32],
  ["supported_mask", 64],
  ["mnt_uidmap_num", 32],
  ["mnt_uidmap", 32],
  ["mnt_gidmap_num", 32],
  ["mnt_gidmap", 32],
];
const STATMOUNT_BYTES = 512;

const FIELDS: Readonly<Record<string, readonly Field[]>> = { statx: STATX, fstatfs: FSTATFS, statmount: STATMOUNT };
/** Bytes in which there is no text. */
const BINARY: ReadonlySet<string> = new Set(["getdents"]);

/** What an effect gave, as JSON; fields that are zero are left out. */
export function factsOf(op: string, bytes: Uint8Array): Json {
  const fields = FIELDS[op];
  if (fields === undefined) return BINARY.has(op) ? hexadecimal(bytes) : textOf(bytes);
  if (op === "statmount" && bytes.length < STATMOUNT_BYTES) return { rest: hexadecimal(bytes) };
  const [facts, end] = read(fields, bytes);
  if (op !== "statmount") return facts;
  const rest = trimmed(bytes.subarray(end, STATMOUNT_BYTES));
  const strings = textOf(bytes.subarray(STATMOUNT_BYTES));
  return { ...facts, ...(rest.length > 0 && { rest: hexadecimal(rest) }), ...(strings && { strings }) };
}

/** The bytes that such facts stand for, `room` at most. @throws Malformed with what is wrong. */
export function bytesOfFacts(op: string, json: Json | undefined, room: number): Uint8Array {
  const fields = FIELDS[op];
  if (fields === undefined) {
    const bytes = typeof json === "string" ? (BINARY.has(op) ? octets(json) : bytesOfText(json)) : undefined;
    return bytes && bytes.length <= room ? bytes : malformed(`what ${op} gave is no text of at most ${room} bytes`);
  }
  const facts = members(json, `what ${op} gave`);
  const rest = facts["rest"] === undefined ? new Uint8Array(0) : octetsOf(facts["rest"], "rest");
  if (op === "statmount" && facts["size"] === undefined) return rest;
  const strings = facts["strings"] === undefined ? new Uint8Array(0) : textBytes(facts["strings"]);
  const size = op === "statmount" ? STATMOUNT_BYTES + strings.length : room;
  if (size > room) malformed(`what ${op} gave is longer than its ${room} bytes`);
  const bytes = new Uint8Array(size);
  const end = write(fields, facts, bytes, op);
  if (end + rest.length > size) malformed(`the rest of ${op} is too long`);
  bytes.set(rest, end);
  if (op === "statmount") bytes.set(strings, STATMOUNT_BYTES);
  return bytes;
}

function read(fields: readonly Field[], bytes: Uint8Array): [{ [name: string]: Json }, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const facts: { [name: string]: Json } = {};
  let at = 0;
  for (const [name, bits] of fields) {
    const value = bits === 32 ? view.getUint32(at, true) : view.getBigUint64(at, true);
    if (value !== 0 && value !== 0n) facts[name] = typeof value === "number" ? value : String(value);
    at += bits / 8;
  }
  return [facts, at];
}

function write(
  fields: readonly Field[],
  facts: { readonly [name: string]: Json },
  bytes: Uint8Array,
  op: string,
): number {
  const known = new Set([...fields.map(([name]) => name), "rest", "strings"]);
  const strange = Object.keys(facts).find((name) => !known.has(name));
  if (strange !== undefined) malformed(`${op} gives no ${strange}`);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [name, bits] of fields) {
    const value = facts[name] ?? 0;
    const digits = /^\d{1,20}$/.test(String(value))
      ? BigInt(String(value))
      : malformed(`${name} of ${op} is no number`);
    if (digits >= 2n ** BigInt(bits)) malformed(`${name} of ${op} has more than ${bits} bits`);
    if (bits === 32) view.setUint32(at, Number(digits), true);
    else view.setBigUint64(at, digits, true);
    at += bits / 8;
  }
  return at;
}

function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

function octetsOf(json: Json, what: string): Uint8Array {
  return (typeof json === "string" ? octets(json) : undefined) ?? malformed(`${what} is no hexadecimal text`);
}

function textBytes(json: Json): Uint8Array {
  return (typeof json === "string" ? bytesOfText(json) : undefined) ?? malformed("strings is no text of bytes");
}
