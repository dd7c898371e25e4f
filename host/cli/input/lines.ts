// Mount lists as lines: those of fstab(5), and the commands that `ctr snapshots mounts` prints. Both are read as
// bytes. A line that begins with `mount -` is a command.
import type { Where } from "../../errors.ts";
import type { Mount } from "../../types.ts";
import { Wrong } from "../wrong.ts";
import { mountFromFstab } from "./fstab.ts";
import { mountFromCommand } from "./mount-command.ts";
import { absolute, placeBeneath } from "./paths.ts";

/** A word of a line and its column, counted from 1 in bytes. */
export interface Word {
  readonly bytes: Uint8Array;
  readonly column: number;
}

/** A line as its words; `where` names the place of one, for errors. */
export interface Line {
  readonly words: readonly Word[];
  where(word?: Word): Where;
}

/** What a line says, before its target is found in the tree. */
export interface LineMount {
  readonly type: Uint8Array;
  readonly source: Uint8Array;
  /** Where it goes, as written. */
  readonly place: Word;
  readonly options: readonly Uint8Array[];
}

const TAB = 9;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const HASH = 0x23;
const latin1 = new TextDecoder("latin1");

/**
 * Reads the lines of a mount list for one target.
 *
 * @throws Wrong `input.fstab-…`, `input.mount-…`, `input.tag`, `input.nul`, `input.place`, with line and column.
 */
export async function mountsFromLines(bytes: Uint8Array, file: string, target: Uint8Array): Promise<Mount[]> {
  const mounts: Mount[] = [];
  let number = 0;
  for (const line of linesOf(bytes)) {
    number++;
    const words = wordsOf(line);
    const first = words[0];
    if (first === undefined || first.bytes[0] === HASH) continue;
    const where = at(file, number);
    const nul = line.indexOf(0);
    if (nul >= 0) throw new Wrong("input.nul", { item: "the line" }, { ...where(), column: nul + 1 });
    const isCommand = latin1.decode(first.bytes) === "mount" && words[1]?.bytes[0] === HYPHEN;
    const read = isCommand ? mountFromCommand : mountFromFstab;
    mounts.push(await placed(read({ words, where }), target, where));
  }
  return mounts;
}

function at(file: string, line: number) {
  return (word?: Word): Where => ({ file, line, column: word?.column ?? 1 });
}

async function placed(read: LineMount, target: Uint8Array, where: (word?: Word) => Where): Promise<Mount> {
  const place = await absolute(read.place.bytes, "the target");
  const beneath = placeBeneath(target, place);
  if (beneath === undefined) throw new Wrong("input.place", { item: place, other: target }, where(read.place));
  const { type, source, options } = read;
  return { type, source, options, ...(beneath.length > 0 && { target: beneath }) };
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  return split(bytes, (byte) => byte === NEWLINE).map((word) => word.bytes);
}

/** The words of a line: what blanks and tabs part. */
function wordsOf(line: Uint8Array): Word[] {
  const text = line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
  return split(text, (byte) => byte === SPACE || byte === TAB).filter((word) => word.bytes.length > 0);
}

/** Runs of bytes between borders, empty ones included. */
function split(bytes: Uint8Array, isBorder: (byte: number) => boolean): Word[] {
  const words: Word[] = [];
  let from = 0;
  for (let i = 0; i <= bytes.length; i++) {
    if (i < bytes.length && !isBorder(bytes[i] as number)) continue;
    words.push({ bytes: bytes.subarray(from, i), column: from + 1 });
    from = i + 1;
  }
  return words;
}
