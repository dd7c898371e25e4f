import { get8, get32, put32 } from "../memory/memory.ts";
import { INPUT_MAX } from "./message.ts";

// The walk over a message that came in, in its one canonical form: every piece lies exactly where the pieces before
// it end, so that nothing overlaps, one cursor proves all bounds, and the work is linear in the size of the message.
// The generated checks call these functions in the order of the form. No pointer is followed before it is checked.
//
// A component's parameter is walked by the same checks. Its host puts the pieces where it was given room, and never
// writes the bytes between them: then a piece may lie anywhere in that room, its pointer is an address already, and the
// cursor only adds up what the same value takes in the canonical form. So both edges plan alike, to the byte.

let base: i32 = 0;
let end: i32 = 0;
/** Where the next piece must start, but for its alignment. */
let next: i32 = 0;
/** A component's parameter: pieces may lie anywhere from base to end. */
let scattered: bool = false;
/** More bytes than this are told as so many. */
const MOST: i32 = 0x7ffffff8;

/** Starts at the root of `size` bytes at the address `at`; false when they are too few or no whole number of words. */
export function begin(at: i32, size: i32, root: i32): bool {
  base = at;
  end = at + size;
  next = at + root;
  scattered = false;
  return size >= root && (size & 7) == 0 && (at & 7) == 0;
}

/** Starts at a component's parameter of `root` bytes; its pieces lie in the `room` bytes at the address `from`. */
export function beginScattered(at: i32, root: i32, align: i32, from: i32, room: i32): bool {
  base = from;
  end = from + room;
  next = root;
  scattered = true;
  return liesInside(at, root, align);
}

/**
 * Bytes of the canonical form of the component's parameter that was walked last, as far as it was walked; more than
 * INPUT_MAX where that is why it was refused.
 */
export function canonicalSize(): i32 {
  return (next + 7) & ~7;
}

function liesInside(at: i32, size: i32, align: i32): bool {
  return at >= base && at <= end && size <= end - at && (at & (align - 1)) == 0;
}

/** The list whose address and length lie at `at` is somewhere inside; what was walked so far bounds the work. */
function isScattered(at: i32, size: i32, align: i32): bool {
  const count = get32(at + 4);
  if (count == 0) return true;
  const first = (next + align - 1) & ~(align - 1);
  if (count < 0 || count > (((INPUT_MAX - first) / size) | 0)) {
    next = count < 0 || count > (((MOST - first) / size) | 0) ? MOST : first + count * size;
    return false;
  }
  next = first + count * size;
  return liesInside(get32(at), count * size, align);
}

/** Whether the message ends here, padded with zeros to a multiple of 8. */
export function ended(): bool {
  return end - next < 8 && zeroes(next, end - next);
}

/** Whether `count` bytes are zero. */
export function zeroes(at: i32, count: i32): bool {
  if (scattered) return true;
  for (let i = 0; i < count; i++) {
    if (get8(at + i) != 0) return false;
  }
  return true;
}

/** Whether the flags in 32 bits are known ones. */
export function onlyFlags(value: i32, known: i32): bool {
  return (value & ~known) == 0;
}

/** The list whose pointer and length lie at `at` is the next piece: makes its pointer an address. */
export function place(at: i32, size: i32, align: i32): bool {
  if (scattered) return isScattered(at, size, align);
  const count = get32(at + 4);
  if (count == 0) return get32(at) == 0;
  const first = base + ((next - base + align - 1) & ~(align - 1));
  if (count < 0 || count > (((end - first) / size) | 0)) return false;
  if (get32(at) != first - base || !zeroes(next, first - next)) return false;
  next = first + count * size;
  put32(at, first);
  return true;
}

/** As place, for bytes: most of a message. */
export function placeBytes(at: i32): bool {
  return scattered ? isScattered(at, 1, 1) : placeNext(at);
}

function placeNext(at: i32): bool {
  const count = get32(at + 4);
  if (count == 0) return get32(at) == 0;
  if (count < 0 || count > end - next || get32(at) != next - base) return false;
  put32(at, next);
  next += count;
  return true;
}

/** A list of bytes, then the bytes of each. */
export function placeBytesList(at: i32): bool {
  if (!place(at, 8, 4)) return false;
  const first = get32(at);
  const count = get32(at + 4);
  if (scattered) {
    for (let i = 0; i < count; i++) {
      if (!isScattered(first + (i << 3), 1, 1)) return false;
    }
    return true;
  }
  for (let i = 0; i < count; i++) {
    if (!placeNext(first + (i << 3))) return false;
  }
  return true;
}
