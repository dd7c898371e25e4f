import { get8, get32, put32 } from "../memory/memory.ts";

// The walk over a message that came in, in its one canonical form: every piece lies exactly where the pieces before
// it end, so that nothing overlaps, one cursor proves all bounds, and the work is linear in the size of the message.
// The generated checks call these functions in the order of the form. No pointer is followed before it is checked.

let base: i32 = 0;
let end: i32 = 0;
/** Where the next piece must start, but for its alignment. */
let next: i32 = 0;

/** Starts at the root of `size` bytes at the address `at`; false when they are too few or no whole number of words. */
export function begin(at: i32, size: i32, root: i32): bool {
  base = at;
  end = at + size;
  next = at + root;
  return size >= root && (size & 7) == 0 && (at & 7) == 0;
}

/** Whether the message ends here, padded with zeros to a multiple of 8. */
export function ended(): bool {
  return end - next < 8 && zeroes(next, end - next);
}

/** Whether `count` bytes are zero. */
export function zeroes(at: i32, count: i32): bool {
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
  for (let i = 0; i < count; i++) {
    if (!placeBytes(first + (i << 3))) return false;
  }
  return true;
}
