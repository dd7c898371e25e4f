// Lines of passwd and group as moby's parser takes them. One without a name, or without an id where an id belongs, is
// skipped: there, it would be taken for root's.

import { Bytes } from "../bytes/bytes.ts";
import { find8 } from "../memory/memory.ts";
import { ID_MOST, idOf, isAtMost, isNumber } from "./numbers.ts";

const NEWLINE: i32 = 0x0a;
const COLON: i32 = 0x3a;
const COMMA: i32 = 0x2c;
const HASH: i32 = 0x23;

/** The entries of one of the two files, one after the other. */
export class Entries {
  private readonly file: Bytes;
  private readonly isGroup: bool;
  private from: i32 = 0;
  name: Bytes = new Bytes(0, 0);
  /** uid of passwd, gid of group. */
  id: i32 = 0;
  /** gid of passwd. */
  gid: i32 = 0;
  /** Members of a group, between commas. */
  members: Bytes = new Bytes(0, 0);

  constructor(file: Bytes, isGroup: bool) {
    this.file = file;
    this.isGroup = isGroup;
  }

  /** Goes on to the next entry; false: there is none. */
  next(): bool {
    while (this.from < this.file.length) {
      const rest = this.file.slice(this.from, this.file.length);
      const end = pieceEnd(rest, NEWLINE);
      this.from += end + 1;
      if (this.read(trimmed(rest.slice(0, end)))) return true;
    }
    return false;
  }

  private read(line: Bytes): bool {
    // As there: a comment in group is one, in passwd it is a name that begins so.
    if (line.length == 0 || (this.isGroup && line.byte(0) == HASH)) return false;
    const name = pieceEnd(line, COLON);
    const password = after(line, name);
    const id = after(password, pieceEnd(password, COLON));
    const last = after(id, pieceEnd(id, COLON));
    const text = id.slice(0, pieceEnd(id, COLON));
    if (name == 0 || !isId(text)) return false;
    this.name = line.slice(0, name);
    this.id = idOf(text);
    const field = last.slice(0, pieceEnd(last, COLON));
    if (this.isGroup) {
      this.members = field;
      return true;
    }
    if (!isId(field)) return false;
    this.gid = idOf(field);
    return true;
  }

  /** Whether somebody is listed as a member. */
  hasMember(name: Bytes): bool {
    let rest = this.members;
    while (rest.length > 0) {
      const end = pieceEnd(rest, COMMA);
      if (rest.slice(0, end).equals(name)) return true;
      rest = after(rest, end);
    }
    return false;
  }
}

function isId(text: Bytes): bool {
  return isNumber(text) && isAtMost(text, ID_MOST);
}

/** Where the first separator is, or the end. */
function pieceEnd(text: Bytes, separator: i32): i32 {
  const found = find8(text.at, text.length, separator);
  return found < 0 ? text.length : found;
}

/** What follows the separator at `end`; nothing behind the last piece. */
function after(text: Bytes, end: i32): Bytes {
  return end < text.length ? text.slice(end + 1, text.length) : text.slice(text.length, text.length);
}

/** Without white space at both ends. */
function trimmed(line: Bytes): Bytes {
  let from = 0;
  let to = line.length;
  while (from < to && isSpace(line.byte(from))) from++;
  while (from < to && isSpace(line.byte(to - 1))) to--;
  return line.slice(from, to);
}

function isSpace(byte: i32): bool {
  return byte == 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
