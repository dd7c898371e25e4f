// The planner's memory as WebAssembly: what `memory.ts` is for plain TypeScript. Only asc reads this file.

export const MEMORY_BYTES: i32 = 67108864;

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

// A call of memory.copy costs more than copying a layer's name.
export function copy(to: i32, from: i32, size: i32): void {
  if (size > 32) {
    memory.copy(<usize>to, <usize>from, <usize>size);
    return;
  }
  let i: i32 = 0;
  for (; i + 8 <= size; i += 8) store<u64>(<usize>(to + i), load<u64>(<usize>(from + i)));
  for (; i < size; i++) store<u8>(<usize>(to + i), load<u8>(<usize>(from + i)));
}

// The same for an operation's forty bytes.
export function zero(at: i32, size: i32): void {
  if (size > 64) {
    memory.fill(<usize>at, 0, <usize>size);
    return;
  }
  let i: i32 = 0;
  for (; i + 8 <= size; i += 8) store<u64>(<usize>(at + i), 0);
  for (; i < size; i++) store<u8>(<usize>(at + i), 0);
}

// Eight bytes at a time: scanning is most of planning (seam.md §2). The last word may reach behind the bytes asked
// for, which is harmless as long as it stays in the memory.
export function common(a: i32, b: i32, size: i32): i32 {
  let i: i32 = 0;
  const last = (a > b ? a : b) + size + 16;
  if (last <= MEMORY_BYTES) {
    for (; i < size; i += 16) {
      const differ = load<u64>(<usize>(a + i)) ^ load<u64>(<usize>(b + i));
      const differ2 = load<u64>(<usize>(a + i), 8) ^ load<u64>(<usize>(b + i), 8);
      if ((differ | differ2) != 0) {
        const at = i + <i32>((differ != 0 ? ctz(differ) : 64 + ctz(differ2)) >> 3);
        return at < size ? at : size;
      }
    }
    return size;
  }
  while (i < size && load<u8>(<usize>(a + i)) == load<u8>(<usize>(b + i))) i++;
  return i;
}

// A top bit in every byte that is zero; other top bits only above such a one.
function zeros(word: u64): u64 {
  return (word - 0x0101010101010101) & ~word & 0x8080808080808080;
}

// The same without any other top bit.
function exactZeros(word: u64): u64 {
  return ~(((word & 0x7f7f7f7f7f7f7f7f) + 0x7f7f7f7f7f7f7f7f) | word | 0x7f7f7f7f7f7f7f7f);
}

export function classes(at: i32, size: i32): i32 {
  if (size == 0) return 0;
  let nul: u64 = 0;
  let special: u64 = 0;
  let untidy: u64 = 0;
  let before: u64 = 0;
  for (let i: i32 = 0; i < size; i += 8) {
    const rest = size - i;
    let word: u64;
    if (rest >= 8) word = load<u64>(<usize>(at + i));
    else {
      // Behind the end stand letters, which are in no class. The bytes there may lie outside the memory.
      word = 0x6161616161616161;
      for (let j: i32 = rest - 1; j >= 0; j--) word = (word << 8) | <u64>load<u8>(<usize>(at + i + j));
    }
    nul |= zeros(word);
    special |= zeros(word ^ 0x2c2c2c2c2c2c2c2c) | zeros(word ^ 0x3a3a3a3a3a3a3a3a) | zeros(word ^ 0x5c5c5c5c5c5c5c5c);
    const slash = exactZeros(word ^ 0x2f2f2f2f2f2f2f2f);
    untidy |= ((slash << 8) | before) & (slash | exactZeros(word ^ 0x2e2e2e2e2e2e2e2e));
    before = slash >> 56;
  }
  const ends = load<u8>(<usize>(at + size - 1)) == 47;
  return (nul != 0 ? 1 : 0) | (untidy != 0 || ends ? 2 : 0) | (special != 0 ? 4 : 0);
}

export function find8(at: i32, size: i32, byte: i32): i32 {
  let i: i32 = 0;
  if (at + size + 8 <= MEMORY_BYTES) {
    const pattern: u64 = <u64>byte * 0x0101010101010101;
    for (; i < size; i += 8) {
      const word = load<u64>(<usize>(at + i)) ^ pattern;
      const zeros = (word - 0x0101010101010101) & ~word & 0x8080808080808080;
      if (zeros != 0) {
        const found = i + <i32>(ctz(zeros) >> 3);
        return found < size ? found : -1;
      }
    }
    return -1;
  }
  for (; i < size; i++) {
    if (<i32>load<u8>(<usize>(at + i)) == byte) return i;
  }
  return -1;
}
