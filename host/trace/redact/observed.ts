// Where names stand in what effects gave.

import { surrogateBytes, surrogateText } from "../../bytes.ts";
import { auxiliary } from "../auxiliary.ts";
import { factsOf } from "../facts.ts";
import { malformed } from "../malformed.ts";
import { type Names, octalPathIn, octalWordsIn, pathIn, sourceIn, wordIn } from "./paths.ts";
import { userNamesIn } from "./users.ts";

type Change = (text: string, names: Names) => string;

/** The level of a message that a file system's context logs. */
const LEVEL = /^[a-z] /;
const STATMOUNT = 512;
/** struct statmount: the bit of its mask, the field that says where a string begins, and what it is. */
const STRINGS: readonly (readonly [bit: number, field: string, change: Change])[] = [
  [0x8, "mnt_root", pathIn],
  [0x10, "mnt_point", pathIn],
  [0x80, "mnt_opts", octalWordsIn],
  [0x200, "sb_source", sourceIn],
];
const OPT_ARRAY = 0x400;

/** An EROFS superblock, erofs_fs.h: what lies before it is another's, and its id and name are nobody's business. */
const EROFS_AT = 1024;
const EROFS_UUID = 48;
const EROFS_FEATURES = 80;

/** Fields of a mountinfo line before its optional ones: proc_pid_mountinfo(5). */
const ROOT = 3;
const TARGET = 4;

/**
 * What an effect gave, with its names changed: as many bytes.
 *
 * @param why What the effect was for.
 * @throws Malformed for an effect of which it is not known where names stand.
 */
export function observedIn(op: string, why: string, bytes: Uint8Array, names: Names): Uint8Array {
  switch (op) {
    case "statx":
    case "fstatfs":
      return bytes;
    case "fdpath":
    case "readlink":
      return changed(bytes, pathIn, names);
    case "mountinfo":
      return changed(bytes, lineIn, names);
    case "statmount":
      return statmountIn(bytes, names);
    case "read":
      return readIn(why, bytes, names);
    default:
      return malformed(`where names stand in what ${op} gave is not known`);
  }
}

function changed(bytes: Uint8Array, change: Change, names: Names): Uint8Array {
  return surrogateBytes(change(surrogateText(bytes), names));
}

/** A file system's message; but a probe reads the auxiliary vector, too, and a survey an image. */
function readIn(why: string, bytes: Uint8Array, names: Names): Uint8Array {
  if (why === "user.read") return changed(bytes, userNamesIn, names);
  if (why === "erofs.superblock") return superblock(bytes);
  if (why === "probe.try" && !LEVEL.test(surrogateText(bytes.subarray(0, 2)))) return auxiliary(bytes);
  return changed(bytes, messageIn, names);
}

function messageIn(text: string, names: Names): string {
  const level = LEVEL.exec(text)?.[0] ?? "";
  return level + names.sentence(text.slice(level.length));
}

function lineIn(line: string, names: Names): string {
  const fields = line.split(" ");
  const dash = fields.indexOf("-", TARGET + 1);
  return fields
    .map((field, i) => {
      if (i === ROOT || i === TARGET || (dash > 0 && i === dash + 2)) return octalPathIn(field, names);
      return dash > 0 && i > dash + 2 ? octalWordsIn(field, names) : field;
    })
    .join(" ");
}

function statmountIn(bytes: Uint8Array, names: Names): Uint8Array {
  if (bytes.length < STATMOUNT) return bytes;
  const facts = factsOf("statmount", bytes) as Readonly<Record<string, number | string | undefined>>;
  const mask = Number(BigInt.asUintN(16, BigInt(facts["mask"] ?? 0)));
  const result = bytes.slice();
  for (const [bit, field, change] of STRINGS) {
    if (mask & bit) changeString(result, Number(facts[field] ?? 0), change, names);
  }
  if (mask & OPT_ARRAY) {
    let at = Number(facts["opt_array"] ?? 0);
    for (let i = Number(facts["opt_num"] ?? 0); i > 0 && STATMOUNT + at < result.length; i--)
      at = changeString(result, at, wordIn, names);
  }
  return result;
}

/** Changes one of its strings, and tells where the next one begins. */
function changeString(statmount: Uint8Array, at: number, change: Change, names: Names): number {
  const from = STATMOUNT + at;
  if (from > statmount.length) return at;
  const nul = statmount.indexOf(0, from);
  const end = nul < 0 ? statmount.length : nul;
  statmount.set(changed(statmount.subarray(from, end), change, names), from);
  return end + 1 - STATMOUNT;
}

function superblock(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (const [from, to] of [
    [EROFS_AT, EROFS_AT + EROFS_UUID],
    [EROFS_AT + EROFS_FEATURES, bytes.length],
  ] as const) {
    result.set(bytes.subarray(from, to), Math.min(from, bytes.length));
  }
  return result;
}
