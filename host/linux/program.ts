// Builds the little programs that the host itself needs, such as those of the state directory, in the encoding of
// the planner's (core-wasm/program/layout.ts). Descriptors are registers here too: none of their numbers is seen.
import * as ops from "../../core-wasm/generated/effects.ts";
import { HEADER_BYTES, type Hole, isHole, OP_BYTES, resultsEnd, WORDS } from "./finished.ts";
import { ABI } from "./generated/abi.ts";

/** As a directory register. */
export const CWD = 0xffff;
const PROGRAM_MAGIC = 0x31504d4c;
const NO_REGISTER = 0xffff;
const SOFT = 1;
const [STATX_BYTES, FSTATFS_BYTES] = [48, 16];

/** Effects whose result is placed in the observation. */
const PLACED = new Set([ops.OP_STATX, ops.OP_FSTATFS, ops.OP_READ, ops.OP_READLINK, ops.OP_GETDENTS, ops.OP_FDPATH]);

const utf8 = new TextEncoder();
/** Place of a result: the index of its effect, and where its bytes lie behind the results. */
export interface Place {
  readonly index: number;
  readonly out: number;
}

type Text = string | Uint8Array | Hole;

/**
 * A program that grows effect by effect. `soft` effects may fail without stopping it.
 *
 * @example
 * ```ts
 * import { CWD, ProgramBuilder } from "../host/linux/program.ts";
 * const builder = new ProgramBuilder();
 * builder.open(0, CWD, "/", 0x10000);
 * builder.close(0);
 * if (builder.finish().length % 8 !== 0) throw new Error("programs are multiples of 8 bytes");
 * ```
 */
export class ProgramBuilder {
  private arena = new Uint8Array(1024);
  private arenaEnd = HEADER_BYTES;
  // Records of ten words, written in place: this code runs for every mount, and most processes never get it compiled.
  private words = new Uint32Array(16 * WORDS);
  private used = 0;
  private outs = 0;
  private registers = 0;
  /** Effects whose first two arguments are an offset behind the results. */
  private readonly observed: number[] = [];

  /** Number of effects so far: the index of the next one. */
  get count(): number {
    return this.used / WORDS;
  }

  open(into: number, directory: number, path: Text, flags: number, mode = 0, soft = false): number {
    return this.add(ops.OP_OPEN, soft, into, 0, directory, this.text(path), flags, mode);
  }

  close(register: number, soft = false): number {
    return this.add(ops.OP_CLOSE, soft, NO_REGISTER, 0, register);
  }

  mkdir(directory: number, path: string | Uint8Array, mode: number, soft = false): number {
    return this.add(ops.OP_MKDIR, soft, NO_REGISTER, 0, directory, this.text(path), mode);
  }

  unlink(directory: number, path: Text, soft = false): number {
    return this.add(ops.OP_UNLINK, soft, NO_REGISTER, 0, directory, this.text(path));
  }

  rename(directory: number, from: Text, to: Text, soft = false): number {
    const source = this.text(from);
    return this.add(ops.OP_RENAME, soft, NO_REGISTER, 0, directory, source, directory, this.text(to), 0);
  }

  write(register: number, bytes: Uint8Array | Hole, soft = false): number {
    const length = isHole(bytes) ? bytes.bytes : bytes.length;
    return this.add(ops.OP_WRITE, soft, NO_REGISTER, 0, register, this.text(bytes), length);
  }

  /** Room for `bytes` bytes and a NUL; see {@link fillHole}. */
  hole(bytes: number): Hole {
    return { at: this.text(new Uint8Array(bytes)), bytes };
  }

  statx(directory: number, path: Text, flags: number, mask: number, soft = false): Place {
    const out = this.room(STATX_BYTES);
    return { index: this.add(ops.OP_STATX, soft, NO_REGISTER, out, directory, this.text(path), flags, mask), out };
  }

  /** Locks what is open: flock(2). */
  flock(register: number, operation: number, soft = false): number {
    return this.add(ops.OP_FLOCK, soft, NO_REGISTER, 0, register, operation);
  }

  fstatfs(register: number, soft = false): Place {
    const out = this.room(FSTATFS_BYTES);
    return { index: this.add(ops.OP_FSTATFS, soft, NO_REGISTER, out, register), out };
  }

  read(register: number, cap: number, soft = false): Place {
    const out = this.room(cap);
    return { index: this.add(ops.OP_READ, soft, NO_REGISTER, out, register, cap), out };
  }

  readlink(directory: number, path: string | Uint8Array, cap: number, soft = false): Place {
    const out = this.room(cap);
    return { index: this.add(ops.OP_READLINK, soft, NO_REGISTER, out, directory, this.text(path), cap), out };
  }

  fdpath(register: number, cap: number, soft = false): Place {
    const out = this.room(cap);
    return { index: this.add(ops.OP_FDPATH, soft, NO_REGISTER, out, register, cap), out };
  }

  getdents(register: number, cap: number, soft = false): Place {
    const out = this.room(cap);
    return { index: this.add(ops.OP_GETDENTS, soft, NO_REGISTER, out, register, cap), out };
  }

  /** Stops with ESTALE where the bytes observed at `place` + `offset` are others. */
  same(place: Place, offset: number, bytes: Uint8Array): number {
    const index = this.add(ops.OP_SAME, false, NO_REGISTER, 0, place.out + offset, this.text(bytes), bytes.length);
    this.observed.push(index);
    return index;
  }

  /** The program's bytes. */
  finish(): Uint8Array {
    const count = this.count;
    const behind = resultsEnd(count);
    const opsAt = (this.arenaEnd + 8) & ~7;
    const bytes = new Uint8Array(opsAt + count * OP_BYTES);
    bytes.set(this.arena.subarray(HEADER_BYTES, this.arenaEnd), HEADER_BYTES);
    const header = new Uint32Array(bytes.buffer, 0, HEADER_BYTES / 4);
    header[0] = PROGRAM_MAGIC;
    header[1] = bytes.length;
    header[2] = count;
    header[3] = opsAt;
    header[4] = behind + this.outs;
    header[5] = this.registers;
    header[6] = ABI;
    const records = new Uint32Array(bytes.buffer, opsAt);
    records.set(this.words.subarray(0, this.used));
    for (const index of this.observed) records[index * WORDS + 2] = (records[index * WORDS + 2] as number) + behind;
    for (let at = 8; at < this.used; at += WORDS) {
      const out = records[at] as number;
      if (out !== 0) records[at] = out + behind - 1;
    }
    return bytes;
  }

  private add(op: number, soft: boolean, into: number, out: number, a = 0, b = 0, c = 0, d = 0, e = 0): number {
    if (this.used === this.words.length) {
      const larger = new Uint32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    if (into !== NO_REGISTER && into >= this.registers) this.registers = into + 1;
    const words = this.words;
    const at = this.used;
    words[at] = op | (soft ? SOFT << 8 : 0);
    words[at + 1] = into;
    words[at + 2] = a;
    words[at + 3] = b;
    words[at + 4] = c;
    words[at + 5] = d;
    words[at + 6] = e;
    // `out` is kept one too large until the end of the results is known: 0 says that there is none.
    words[at + 8] = PLACED.has(op) ? out + 1 : 0;
    words[at + 9] = 0xffffffff;
    this.used = at + WORDS;
    return at / WORDS;
  }

  private room(bytes: number): number {
    const at = this.outs;
    this.outs += (bytes + 7) & ~7;
    return at;
  }

  /** Puts bytes and a NUL into the arena. */
  private text(text: Text): number {
    if (isHole(text)) return text.at;
    const most = typeof text === "string" ? text.length * 3 : text.length;
    const at = this.arenaEnd;
    while (at + most + 16 > this.arena.length) this.grow();
    let length = most;
    if (typeof text === "string") length = utf8.encodeInto(text, this.arena.subarray(at)).written;
    else this.arena.set(text, at);
    this.arena[at + length] = 0;
    this.arenaEnd = at + length + 1;
    return at;
  }

  private grow(): void {
    const larger = new Uint8Array(this.arena.length * 2);
    larger.set(this.arena);
    this.arena = larger;
  }
}
