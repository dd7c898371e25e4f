// One line of an id map, from a word or typed, with all that is wrong with it said.

import { Bytes } from "../bytes/bytes.ts";
import { RULE_IDMAP_EMPTY, RULE_IDMAP_FORMAT, RULE_IDMAP_NEGATIVE, RULE_IDMAP_OVERFLOW } from "../generated/rules.ts";
import { IdRange } from "../generated/types.ts";
import { find8, get32, put8, reserve } from "../memory/memory.ts";
import { Refusal } from "../refusal/refusal.ts";
import { excerpt } from "../words/split.ts";
import { below, fits, putWide } from "./numbers.ts";

const COLON: i32 = 58;
const MINUS: i32 = 45;
const ZERO: i32 = 48;
/** Three numbers of 64 bits with their signs, and two colons. */
const TEXT_MOST: i32 = 64;

/** What became of one number. */
enum Read {
  GOOD = 0,
  NONE = 1,
  NEGATIVE = 2,
  WIDE = 3,
}

/** `size` ids from `container` on are `size` ids from `host` on: 32 bits each, without a sign. */
export class Range {
  container: i32 = 0;
  host: i32 = 0;
  size: i32 = 0;
  /** As it was written. */
  text: Bytes;

  constructor(text: Bytes) {
    this.text = text;
  }

  /** Whether both have a container id; the same for host ids. */
  sharesContainer(other: Range): bool {
    return shares(this.container, this.size, other.container, other.size);
  }

  sharesHost(other: Range): bool {
    return shares(this.host, this.size, other.host, other.size);
  }

  holdsHost(id: i32): bool {
    return shares(this.host, this.size, id, 1);
  }

  holdsContainer(id: i32): bool {
    return shares(this.container, this.size, id, 1);
  }
}

function shares(a: i32, sizeOfA: i32, b: i32, sizeOfB: i32): bool {
  return below(a, (b + sizeOfB) | 0) && below(b, (a + sizeOfA) | 0);
}

/** `container:host:size`; null: refused. */
export function readRange(text: Bytes, refusal: Refusal): Range | null {
  const range = new Range(text);
  const first = find8(text.at, text.length, COLON);
  const second = first < 0 ? -1 : find8(text.at + first + 1, text.length - first - 1, COLON);
  if (second < 0) return refused(RULE_IDMAP_FORMAT, range, refusal);
  const reader = new NumberReader();
  range.container = reader.read(text.slice(0, first));
  range.host = reader.read(text.slice(first + 1, first + 1 + second));
  range.size = reader.read(text.slice(first + second + 2, text.length));
  return checked(range, reader.worst, refusal);
}

/** A typed range; null: refused. */
export function typedRange(typed: IdRange, refusal: Refusal): Range | null {
  const at = reserve(TEXT_MOST);
  let length = putWide(at, get32(typed.containerAt), get32(typed.containerAt + 4));
  put8(at + length++, COLON);
  length += putWide(at + length, get32(typed.hostAt), get32(typed.hostAt + 4));
  put8(at + length++, COLON);
  length += putWide(at + length, get32(typed.sizeAt), get32(typed.sizeAt + 4));
  return readRange(new Bytes(at, length), refusal);
}

/** Reads decimal numbers, and remembers the worst that was wrong with one. */
class NumberReader {
  worst: Read = Read.GOOD;

  read(text: Bytes): i32 {
    const negative = text.length > 1 && text.byte(0) == MINUS;
    const from = negative ? 1 : 0;
    if (text.length == 0) return this.fail(Read.NONE);
    let value: i32 = 0;
    let wide = false;
    for (let i = from; i < text.length; i++) {
      const digit = text.byte(i) - ZERO;
      if (digit < 0 || digit > 9) return this.fail(Read.NONE);
      if (!fits(value, digit)) wide = true;
      value = (value * 10 + digit) | 0;
    }
    if (negative) return this.fail(Read.NEGATIVE);
    return wide ? this.fail(Read.WIDE) : value;
  }

  private fail(read: Read): i32 {
    if (this.worst == Read.GOOD || read == Read.NONE) this.worst = read;
    return 0;
  }
}

function checked(range: Range, worst: i32, refusal: Refusal): Range | null {
  if (worst == Read.NONE) return refused(RULE_IDMAP_FORMAT, range, refusal);
  if (worst == Read.NEGATIVE) return refused(RULE_IDMAP_NEGATIVE, range, refusal);
  if (worst == Read.WIDE) return refused(RULE_IDMAP_OVERFLOW, range, refusal);
  if (range.size == 0) return refused(RULE_IDMAP_EMPTY, range, refusal);
  // The kernel wants the end of a range below 2^32, so that the last id of all, which means none, is in no map.
  const last = ~range.size;
  if (below(last, range.container) || below(last, range.host)) return refused(RULE_IDMAP_OVERFLOW, range, refusal);
  return range;
}

function refused(rule: i32, range: Range, refusal: Refusal): Range | null {
  refusal.refuse(rule, excerpt(range.text));
  return null;
}
