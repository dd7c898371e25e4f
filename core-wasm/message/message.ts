import { Bytes } from "../bytes/bytes.ts";
import { copy, put8, put32, reserve, zero } from "../memory/memory.ts";

/** Bytes of the largest message that comes in: 500 layers of PATH_MAX and some observations. */
export const INPUT_MAX: i32 = 4194304;
/** Bytes of the largest answer. */
export const MESSAGE_CAPACITY: i32 = 8388608;

/**
 * An answer while it is written; its pointers are relative to its start, or addresses where a component returns it.
 * What does not fit sets `overflow`, and the message is worthless from then on. Writing may go on: what is taken
 * then lies at the start of the same region, so that no write needs a check of its own.
 */
export class Message {
  /** Address of the first byte. */
  base: i32;
  /** What its pointers are relative to. */
  origin: i32;
  /** Bytes taken. */
  length: i32 = 0;
  /** Something did not fit. */
  overflow: bool = false;

  constructor(absolute: bool = false) {
    this.base = reserve(MESSAGE_CAPACITY);
    this.origin = absolute ? 0 : this.base;
  }

  /** Forgets what was written: the region is used for another answer. */
  reopen(): void {
    this.length = 0;
    this.overflow = false;
  }

  /** Address of `size` zeroed bytes at a multiple of `align`, which is a power of two up to 8. */
  take(size: i32, align: i32): i32 {
    const start = (this.length + align - 1) & ~(align - 1);
    if (size > MESSAGE_CAPACITY - start) {
      this.overflow = true;
      return this.base;
    }
    zero(this.base + this.length, start + size - this.length);
    this.length = start + size;
    return this.base + start;
  }

  /**
   * Zeroed room for a list, whose pointer and length are written at `at`; returns the address of its first element.
   * Of a list that alone is larger than any message the caller must ask `overflow` before filling it.
   */
  items(at: i32, count: i32, size: i32, align: i32): i32 {
    if (count == 0) return this.base;
    if (count > ((MESSAGE_CAPACITY / size) | 0)) {
      this.overflow = true;
      return this.base;
    }
    const first = this.take(count * size, align);
    put32(at, first - this.origin);
    put32(at + 4, count);
    return first;
  }

  /** Copies bytes into the message; returns the pointer to them, 0 for no bytes. */
  bytes(value: Bytes): i32 {
    if (value.length == 0) return 0;
    if (value.length > MESSAGE_CAPACITY - this.length) {
      this.overflow = true;
      return 0;
    }
    const at = this.base + this.length;
    copy(at, value.at, value.length);
    this.length += value.length;
    return at - this.origin;
  }

  /** Copies bytes and writes their pointer and length at `at`. */
  pointed(at: i32, value: Bytes): void {
    put32(at, this.bytes(value));
    put32(at + 4, value.length);
  }

  /** Writes a text as UTF-8, and its pointer and length at `at`. It holds no surrogates (the generator checks). */
  text(at: i32, value: string): void {
    if (value.length == 0) return;
    if (value.length * 3 > MESSAGE_CAPACITY - this.length) {
      this.overflow = true;
      return;
    }
    const start = this.base + this.length;
    let next = start;
    for (let i = 0; i < value.length; i++) next = putCharacter(next, value.charCodeAt(i));
    this.length += next - start;
    put32(at, start - this.origin);
    put32(at + 4, next - start);
  }

  /** Pads to a multiple of 8 and returns the size. */
  finish(): i32 {
    this.take(0, 8);
    return this.length;
  }
}

function putCharacter(at: i32, code: i32): i32 {
  if (code < 0x80) {
    put8(at, code);
    return at + 1;
  }
  if (code < 0x800) {
    put8(at, 0xc0 | (code >> 6));
    put8(at + 1, 0x80 | (code & 0x3f));
    return at + 2;
  }
  put8(at, 0xe0 | (code >> 12));
  put8(at + 1, 0x80 | ((code >> 6) & 0x3f));
  put8(at + 2, 0x80 | (code & 0x3f));
  return at + 3;
}
