import { common, copy, get8, put8, reserve } from "../memory/memory.ts";

/** A run of bytes in the planner's memory. It is never changed once made: views share their bytes. */
export class Bytes {
  at: i32;
  length: i32;

  constructor(at: i32, length: i32) {
    this.at = at;
    this.length = length;
  }

  byte(i: i32): i32 {
    return get8(this.at + i);
  }

  slice(from: i32, to: i32): Bytes {
    return new Bytes(this.at + from, to - from);
  }

  equals(other: Bytes): bool {
    return this.length == other.length && common(this.at, other.at, this.length) == this.length;
  }

  /** Whether the bytes are exactly this ASCII word. */
  is(word: string): bool {
    return this.length == word.length && this.startsWith(word);
  }

  startsWith(word: string): bool {
    if (this.length < word.length) return false;
    for (let i = 0; i < word.length; i++) {
      if (get8(this.at + i) != word.charCodeAt(i)) return false;
    }
    return true;
  }
}

/** The bytes of an ASCII text. */
export function ascii(text: string): Bytes {
  const at = reserve(text.length);
  for (let i = 0; i < text.length; i++) put8(at + i, text.charCodeAt(i));
  return new Bytes(at, text.length);
}

/** Two runs, one after the other, in new memory. */
export function joined(a: Bytes, b: Bytes): Bytes {
  const at = reserve(a.length + b.length);
  copy(at, a.at, a.length);
  copy(at + a.length, b.at, b.length);
  return new Bytes(at, a.length + b.length);
}
