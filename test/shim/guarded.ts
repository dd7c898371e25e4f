/** Memory that ends at a page nobody may touch: one byte too far and the process dies. Made with libc, not the shim. */
import { dlopen, type Pointer, toArrayBuffer } from "bun:ffi";

const PAGE = 65536;
const PROT_NONE = 0;
const PROT_READ_WRITE = 3;
const MAP_PRIVATE_ANONYMOUS = 0x22;

const SYMBOLS = {
  mmap: { args: ["ptr", "u64", "i32", "i32", "i32", "i64"], returns: "ptr" },
  mprotect: { args: ["ptr", "u64", "i32"], returns: "i32" },
} as const;

function libc() {
  const musl = `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`;
  try {
    return dlopen("libc.so.6", SYMBOLS).symbols;
  } catch {
    return dlopen(musl, SYMBOLS).symbols;
  }
}

/** Bytes with a guard page directly before and directly after them. */
export class Guarded {
  readonly start: number;
  readonly size: number;
  readonly bytes: Uint8Array;

  constructor(least: number) {
    const { mmap, mprotect } = libc();
    const size = Math.ceil(least / PAGE) * PAGE;
    const at = mmap(null, size + 2 * PAGE, PROT_NONE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (at === null || Number(at) === -1) throw new Error("no memory");
    const start = (Number(at) + PAGE) as Pointer;
    if (mprotect(start, size, PROT_READ_WRITE) !== 0) throw new Error("no guard");
    this.start = start;
    this.size = size;
    this.bytes = new Uint8Array(toArrayBuffer(start, 0, size));
  }

  /** The address of `length` bytes that end at the guard, as near as a multiple of 8 can; they are zeroed. */
  atEnd(length: number): Pointer {
    const aligned = (length + 7) & ~7;
    this.bytes.fill(0, this.size - aligned);
    return (this.start + this.size - aligned) as Pointer;
  }

  /** Copies bytes to where they end at the guard. */
  put(content: Uint8Array): Pointer {
    const at = this.atEnd(content.length);
    this.bytes.set(content, at - this.start);
    return at;
  }
}
