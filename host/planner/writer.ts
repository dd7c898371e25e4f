/** Bytes, or text that stands for its UTF-8. */
export type Bytes = Uint8Array | string;

const encoder = new TextEncoder();

/**
 * Writes a message for the planner in its one canonical form (core-wasm/message/canonical.ts): the root, then every
 * piece where the ones before it end, with pointers relative to the start. What does not fit sets `full`, and
 * nothing is written outside the target.
 *
 * Numbers are stored through 32-bit views, so the target starts at a multiple of 8 and the machine is little endian:
 * both hold for the memory of the planner, and Linux runs WebAssembly on nothing else that we build for.
 */
export class Writer {
  full = false;
  private readonly target: Uint8Array;
  private readonly words: Uint32Array;
  /** Bytes used. */
  private next = 0;

  constructor(target: Uint8Array) {
    if ((target.byteOffset & 7) !== 0) throw new RangeError("a message starts at a multiple of 8");
    this.target = target;
    this.words = new Uint32Array(target.buffer, target.byteOffset, target.length >>> 2);
  }

  /** Zeroed room for `size` bytes; -1: it does not fit. */
  take(size: number, align: number): number {
    const start = (this.next + align - 1) & -align;
    const end = start + size;
    if (end > this.target.length) {
      this.full = true;
      return -1;
    }
    this.target.fill(0, this.next, end);
    this.next = end;
    return start;
  }

  /** Room for the elements of a list whose pointer and length lie at `at`; -1: there is nothing to write. */
  items(at: number, count: number, size: number, align: number): number {
    if (count === 0) return -1;
    const first = this.take(count * size, align);
    if (first < 0) return -1;
    this.words[at >>> 2] = first;
    this.words[(at >>> 2) + 1] = count;
    return first;
  }

  /** Pads to a multiple of 8: the size of the message, or -1 when it did not fit. */
  finish(): number {
    this.take(0, 8);
    return this.full ? -1 : this.next;
  }

  bytes(at: number, value: Bytes): void {
    if (typeof value === "string") {
      this.text(at, value);
      return;
    }
    const size = value.length;
    if (size === 0) return;
    const start = this.next;
    if (size > this.target.length - start) {
      this.full = true;
      return;
    }
    this.target.set(value, start);
    this.pointed(at, start, size);
  }

  text(at: number, value: string): void {
    if (value.length === 0) return;
    // encodeInto would make a lone surrogate another character: another path.
    if (!value.isWellFormed()) throw new TypeError("a text with half a surrogate pair names no path");
    const start = this.next;
    const { read, written } = encoder.encodeInto(value, this.target.subarray(start));
    if (read < value.length) this.full = true;
    else this.pointed(at, start, written);
  }

  bytesList(at: number, values: readonly Bytes[]): void {
    const first = this.items(at, values.length, 8, 4);
    if (first < 0 || this.asciiList(first, values)) return;
    for (let i = 0; i < values.length; i++) this.bytes(first + i * 8, values[i] as Bytes);
  }

  u8(at: number, value: number): void {
    this.target[at] = inRange(value, 0, 0xff);
  }

  u16(at: number, value: number): void {
    inRange(value, 0, 0xffff);
    this.target[at] = value;
    this.target[at + 1] = value >>> 8;
  }

  u32(at: number, value: number): void {
    this.words[at >>> 2] = inRange(value, 0, 0xffffffff);
  }

  u64(at: number, value: bigint): void {
    if (BigInt.asUintN(64, value) !== value) throw new RangeError(`${value} is no number of 64 bits`);
    this.words[at >>> 2] = Number(value & 0xffffffffn);
    this.words[(at >>> 2) + 1] = Number(value >> 32n);
  }

  bool(at: number, value: boolean): void {
    this.target[at] = value ? 1 : 0;
  }

  /** The place of a name among those of an enum. */
  name(at: number, value: string, names: readonly string[]): void {
    const index = names.indexOf(value);
    if (index < 0) throw new TypeError(`${JSON.stringify(value)} is none of ${names.join(", ")}`);
    this.target[at] = index;
  }

  private pointed(at: number, start: number, size: number): void {
    this.words[at >>> 2] = start;
    this.words[(at >>> 2) + 1] = size;
    this.next = start + size;
  }

  /** The bytes of a list lie one after the other: ASCII texts, whose sizes are their lengths, go over in one call. */
  private asciiList(first: number, values: readonly Bytes[]): boolean {
    if (values.length < 4) return false;
    let length = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (typeof value !== "string") return false;
      length += value.length;
    }
    const start = this.next;
    const { written, read } = encoder.encodeInto(values.join(""), this.target.subarray(start));
    if (written !== length || read !== length) return false;
    for (let i = 0; i < values.length; i++) {
      const size = (values[i] as string).length;
      if (size > 0) this.pointed(first + i * 8, this.next, size);
    }
    return true;
  }
}

function inRange(value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${value} is no whole number from ${least} to ${most}`);
  }
  return value;
}

/** Bytes that a value takes at most: a UTF-16 unit becomes three bytes of UTF-8 or fewer. */
export function most(value: Bytes): number {
  return typeof value === "string" ? value.length * 3 : value.length;
}

/** As most, for a list: pointers, lengths and the padding before them too. */
export function mostOfList(values: readonly Bytes[]): number {
  let size = values.length * 8 + 3;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as Bytes;
    size += typeof value === "string" ? value.length * 3 : value.length;
  }
  return size;
}

/** Memory in which messages are written before their size is known; undefined while one is. */
let spare: Uint8Array | undefined;
const KEPT = 1 << 18;

/** A message in memory of its own. `write` returns its size, or the negative of a size that is enough. */
export function written(write: (target: Uint8Array) => number): Uint8Array {
  const target = spare ?? new Uint8Array(KEPT);
  spare = undefined;
  const size = write(target);
  const message = size < 0 ? new Uint8Array(-size) : target.slice(0, size);
  spare = target;
  return size < 0 ? message.subarray(0, write(message)) : message;
}
