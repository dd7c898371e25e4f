// Lines of passwd and group as moby's parser takes them. One without a name, or without an id where an id belongs, is
// skipped: there, it would be taken for root's. Nothing is made of a line but numbers: a file may have a lot of them.

import { Bytes } from "../bytes/bytes.ts";
import { common, find8, get8 } from "../memory/memory.ts";
import { ID_MOST, idAt, isAtMost, isNumber } from "./numbers.ts";

const NEWLINE: i32 = 0x0a;
const COLON: i32 = 0x3a;
const COMMA: i32 = 0x2c;
const HASH: i32 = 0x23;

/** The entries of one of the two files, one after the other. */
export class Entries {
  private readonly isGroup: bool;
  private from: i32;
  private readonly end: i32;
  private nameAt: i32 = 0;
  private nameLength: i32 = 0;
  /** uid of passwd, gid of group. */
  id: i32 = 0;
  /** gid of passwd. */
  gid: i32 = 0;
  /** Members of a group, between commas. */
  private membersAt: i32 = 0;
  private membersEnd: i32 = 0;

  constructor(file: Bytes, isGroup: bool) {
    this.from = file.at;
    this.end = file.at + file.length;
    this.isGroup = isGroup;
  }

  /** Goes on to the next entry; false: there is none. */
  next(): bool {
    while (this.from < this.end) {
      let at = this.from;
      let to = pieceEnd(at, this.end, NEWLINE);
      this.from = to + 1;
      while (at < to && isSpace(get8(at))) at++;
      while (at < to && isSpace(get8(to - 1))) to--;
      if (at < to && this.read(at, to)) return true;
    }
    return false;
  }

  private read(at: i32, to: i32): bool {
    // As there: a comment in group is one, in passwd it is a name that begins so.
    if (this.isGroup && get8(at) == HASH) return false;
    const name = pieceEnd(at, to, COLON);
    const password = pieceEnd(behind(name, to), to, COLON);
    const idFrom = behind(password, to);
    const id = pieceEnd(idFrom, to, COLON);
    const lastFrom = behind(id, to);
    const last = pieceEnd(lastFrom, to, COLON);
    if (name == at || !isId(idFrom, id)) return false;
    this.nameAt = at;
    this.nameLength = name - at;
    this.id = idAt(idFrom, id - idFrom);
    this.membersAt = lastFrom;
    this.membersEnd = last;
    if (this.isGroup) return true;
    if (!isId(lastFrom, last)) return false;
    this.gid = idAt(lastFrom, last - lastFrom);
    return true;
  }

  name(): Bytes {
    return new Bytes(this.nameAt, this.nameLength);
  }

  isNamed(name: Bytes): bool {
    return this.nameLength == name.length && common(this.nameAt, name.at, name.length) == name.length;
  }

  /** Whether somebody is listed as a member. */
  hasMember(name: Bytes): bool {
    let at = this.membersAt;
    while (at < this.membersEnd) {
      const end = pieceEnd(at, this.membersEnd, COMMA);
      if (end - at == name.length && common(at, name.at, name.length) == name.length) return true;
      at = end + 1;
    }
    return false;
  }
}

function isId(at: i32, end: i32): bool {
  return isNumber(at, end - at) && isAtMost(at, end - at, ID_MOST);
}

/** Where the first separator is, or the end. */
function pieceEnd(at: i32, end: i32, separator: i32): i32 {
  const found = find8(at, end - at, separator);
  return found < 0 ? end : at + found;
}

/** What follows the separator at `at`; nothing behind the last piece. */
function behind(at: i32, end: i32): i32 {
  return at < end ? at + 1 : end;
}

function isSpace(byte: i32): bool {
  return byte == 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
