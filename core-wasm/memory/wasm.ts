// The planner's memory as WebAssembly: what `memory.ts` is for plain TypeScript. Only asc reads this file.

export const MEMORY_BYTES: i32 = 33554432;

export function reset(): void {
  heap.reset();
}

export function reserve(size: i32): i32 {
  return <i32>heap.alloc(<usize>size);
}

export function alloc(size: i32): i32 {
  const at = heap.alloc(<usize>size);
  memory.fill(at, 0, <usize>size);
  return <i32>at;
}

export function get8(at: i32): i32 {
  return <i32>load<u8>(<usize>at);
}

export function get16(at: i32): i32 {
  return <i32>load<u16>(<usize>at);
}

export function get32(at: i32): i32 {
  return load<i32>(<usize>at);
}

export function put8(at: i32, value: i32): void {
  store<u8>(<usize>at, <u8>value);
}

export function put16(at: i32, value: i32): void {
  store<u16>(<usize>at, <u16>value);
}

export function put32(at: i32, value: i32): void {
  store<i32>(<usize>at, value);
}

export function copy(to: i32, from: i32, size: i32): void {
  memory.copy(<usize>to, <usize>from, <usize>size);
}

export function zero(at: i32, size: i32): void {
  memory.fill(<usize>at, 0, <usize>size);
}

// Eight bytes at a time: scanning is most of planning (seam.md §2).
export function common(a: i32, b: i32, size: i32): i32 {
  let i: i32 = 0;
  while (i + 8 <= size && load<u64>(<usize>(a + i)) == load<u64>(<usize>(b + i))) i += 8;
  while (i < size && load<u8>(<usize>(a + i)) == load<u8>(<usize>(b + i))) i++;
  return i;
}

export function find8(at: i32, size: i32, byte: i32): i32 {
  const pattern: u64 = <u64>byte * 0x0101010101010101;
  let i: i32 = 0;
  while (i + 8 <= size) {
    const word = load<u64>(<usize>(at + i)) ^ pattern;
    if (((word - 0x0101010101010101) & ~word & 0x8080808080808080) != 0) break;
    i += 8;
  }
  while (i < size) {
    if (<i32>load<u8>(<usize>(at + i)) == byte) return i;
    i++;
  }
  return -1;
}
