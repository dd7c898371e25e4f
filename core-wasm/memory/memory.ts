// The planner's memory as plain TypeScript: one Uint8Array in place of WebAssembly's linear memory.
// The build gives asc `wasm.ts` wherever this file is imported; nothing else differs between the two.

/** Bytes of the memory: initial = maximum, so that it never grows and no view goes stale (seam.md §2). */
export const MEMORY_BYTES: i32 = 67108864;

const bytes = new Uint8Array(MEMORY_BYTES);
const view = new DataView(bytes.buffer);
/** The first addresses stay unused, so that 0 is never an address. */
const FLOOR: i32 = 1024;
let next: i32 = FLOOR;

/** The whole memory, for the host's side of the plain build. */
export function plainMemory(): Uint8Array {
  return bytes;
}

/** Forgets everything that was allocated. */
export function reset(): void {
  next = FLOOR;
}

/** `size` bytes at a multiple of 16, not zeroed; the caller writes all of them. */
export function reserve(size: i32): i32 {
  const at = next;
  next += (size + 15) & ~15;
  if (next > MEMORY_BYTES) throw new Error("the planner's memory is used up");
  return at;
}

/** `size` zeroed bytes at a multiple of 16. */
export function alloc(size: i32): i32 {
  const at = reserve(size);
  bytes.fill(0, at, at + size);
  return at;
}

/** The byte at `at`, 0 to 255. */
export function get8(at: i32): i32 {
  return bytes[at] as i32;
}

export function get16(at: i32): i32 {
  return view.getUint16(at, true);
}

/** Four bytes as a signed number; both builds must see the same sign. */
export function get32(at: i32): i32 {
  return view.getInt32(at, true);
}

export function put8(at: i32, value: i32): void {
  bytes[at] = value;
}

export function put16(at: i32, value: i32): void {
  view.setUint16(at, value, true);
}

export function put32(at: i32, value: i32): void {
  view.setInt32(at, value, true);
}

export function copy(to: i32, from: i32, size: i32): void {
  bytes.copyWithin(to, from, from + size);
}

export function zero(at: i32, size: i32): void {
  bytes.fill(0, at, at + size);
}

/** How many bytes from the start of both are equal, at most `size`. */
export function common(a: i32, b: i32, size: i32): i32 {
  let i = 0;
  while (i < size && bytes[a + i] === bytes[b + i]) i++;
  return i;
}

/** What is in the text at `at`: bits of Found (bytes/scan.ts). */
export function classes(at: i32, size: i32): i32 {
  let found = 0;
  let previous = 0;
  for (let i = at; i < at + size; i++) {
    const byte = bytes[i];
    if (byte === 0) found |= 1;
    else if (byte === 44 || byte === 58 || byte === 92) found |= 4;
    else if (previous === 47 && (byte === 47 || byte === 46)) found |= 2;
    previous = byte as i32;
  }
  return previous === 47 ? found | 2 : found;
}

/** The first place of `byte` in the `size` bytes at `at`, or -1. */
export function find8(at: i32, size: i32, byte: i32): i32 {
  // Not indexOf from `at` on: where the byte is missing, that would look through all of the memory.
  return bytes.subarray(at, at + size).indexOf(byte);
}
