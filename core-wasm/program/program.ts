import { Bytes } from "../bytes/bytes.ts";
import { EFFECTS_ABI, OP_BITS, OP_CHILD, OP_DIFFER, OP_EQUAL, OP_NOTE, OP_SAME } from "../generated/effects.ts";
import { copy, get8, get32, put8, put16, put32, reserve, zero } from "../memory/memory.ts";
import {
  FLAG_ABSENT,
  FLAG_SOFT,
  NO_REGISTER,
  NO_SUBJECT,
  OBSERVATION_HEADER,
  OP_BYTES,
  PROGRAM_HEADER,
  PROGRAM_MAGIC,
} from "./layout.ts";

/**
 * A program while it is being written. Texts go to the arena at once; operations are kept aside and follow the
 * arena at the end. Places in the observation are counted from the end of the results until `finish`, because
 * only then their number is known.
 */
export class Program {
  at: i32;
  /** Bytes written so far, from `at`. */
  size: i32 = PROGRAM_HEADER;
  ops: i32;
  count: i32 = 0;
  /** Bytes that the observation holds behind the results. */
  placed: i32 = 0;
  /** Where those begin; known after `finish`. */
  base: i32 = 0;
  registers: i32 = 0;
  phase: i32 = 0;
  private finished: bool = false;
  subject: i32 = NO_SUBJECT;
  room: i32;
  opRoom: i32;

  /** `texts` bytes of arena and `operations` operations at most: the caller has counted them. */
  constructor(texts: i32, operations: i32) {
    this.room = PROGRAM_HEADER + texts + 16 + operations * OP_BYTES;
    this.opRoom = operations;
    this.at = reserve(this.room);
    this.ops = reserve(operations * OP_BYTES);
    zero(this.at, PROGRAM_HEADER);
  }

  /** A terminated copy of the bytes; its offset. */
  text(value: Bytes): i32 {
    const offset = this.size;
    copy(this.at + offset, value.at, value.length);
    put8(this.at + offset + value.length, 0);
    this.size = offset + value.length + 1;
    return offset;
  }

  /** A terminated copy of an ASCII constant. */
  word(value: string): i32 {
    const offset = this.size;
    for (let i = 0; i < value.length; i++) put8(this.at + offset + i, value.charCodeAt(i));
    put8(this.at + offset + value.length, 0);
    this.size = offset + value.length + 1;
    return offset;
  }

  // A text that is written piece by piece: put* until `end`.
  put(value: Bytes): void {
    copy(this.at + this.size, value.at, value.length);
    this.size += value.length;
  }

  putFrom(value: Bytes, from: i32): void {
    copy(this.at + this.size, value.at + from, value.length - from);
    this.size += value.length - from;
  }

  putWord(value: string): void {
    for (let i = 0; i < value.length; i++) put8(this.at + this.size + i, value.charCodeAt(i));
    this.size += value.length;
  }

  putByte(value: i32): void {
    put8(this.at + this.size, value);
    this.size++;
  }

  end(): void {
    this.putByte(0);
  }

  /** Adds an operation; its index. Arguments are set by `argue`. */
  op(op: i32, why: i32): i32 {
    const index = this.count;
    const at = this.ops + index * OP_BYTES;
    zero(at, OP_BYTES);
    put8(at, op);
    put8(at + 2, this.phase);
    put16(at + 4, NO_REGISTER);
    put16(at + 6, why + 1);
    put32(at + 36, this.subject);
    this.count = index + 1;
    return index;
  }

  argue(index: i32, argument: i32, value: i32): void {
    put32(this.ops + index * OP_BYTES + 8 + argument * 4, value);
  }

  into(index: i32, register: i32): void {
    put16(this.ops + index * OP_BYTES + 4, register);
    if (register >= this.registers) this.registers = register + 1;
  }

  /** The program goes on when this fails. A block with a working directory cannot be soft, only what is in it. */
  soft(index: i32): void {
    const at = this.ops + index * OP_BYTES + 1;
    if (get8(at - 1) == OP_CHILD) return;
    put8(at, get8(at) | FLAG_SOFT);
  }

  absent(index: i32): void {
    const at = this.ops + index * OP_BYTES + 1;
    put8(at, get8(at) | FLAG_ABSENT);
  }

  /** Room in the observation for the result of an operation; its place. */
  place(index: i32, bytes: i32): i32 {
    const place = this.placed;
    // Counted from 1, so that 0 stays "no result" until the base is added.
    put32(this.ops + index * OP_BYTES + 32, place + 1);
    this.placed = (place + bytes + 7) & ~7;
    return place;
  }

  /** Bytes of the program once it is finished. */
  finishedSize(): i32 {
    return this.finished ? this.size : ((this.size + 8) & ~7) + this.count * OP_BYTES;
  }

  /** Bytes that an observation of it will have. */
  observationSize(): i32 {
    return ((OBSERVATION_HEADER + this.count * 4 + 7) & ~7) + this.placed;
  }

  /** Puts header, arena and operations together. */
  finish(): Bytes {
    if (this.finished) return new Bytes(this.at, this.size);
    this.finished = true;
    this.putByte(0);
    const arena = (this.size + 7) & ~7;
    zero(this.at + this.size, arena - this.size);
    const base = (OBSERVATION_HEADER + this.count * 4 + 7) & ~7;
    this.base = base;
    for (let i = 0; i < this.count; i++) this.rebase(this.ops + i * OP_BYTES, base);
    copy(this.at + arena, this.ops, this.count * OP_BYTES);
    this.size = arena + this.count * OP_BYTES;
    put32(this.at, PROGRAM_MAGIC);
    put32(this.at + 4, this.size);
    put32(this.at + 8, this.count);
    put32(this.at + 12, arena);
    put32(this.at + 16, base + this.placed);
    put32(this.at + 20, this.registers);
    put32(this.at + 24, EFFECTS_ABI);
    return new Bytes(this.at, this.size);
  }

  /** A program that was finished elsewhere, and checked. */
  adopt(at: i32, size: i32): void {
    this.at = at;
    this.size = size;
    this.count = get32(at + 8);
    this.base = (OBSERVATION_HEADER + this.count * 4 + 7) & ~7;
    this.placed = get32(at + 16) - this.base;
    this.finished = true;
  }

  /** Which operation of a finished program this is. */
  opAt(index: i32): i32 {
    return get8(this.at + get32(this.at + 12) + index * OP_BYTES);
  }

  /** One argument of an operation of a finished program. */
  argumentAt(index: i32, argument: i32): i32 {
    return get32(this.at + get32(this.at + 12) + index * OP_BYTES + 8 + argument * 4);
  }

  /** Another value of one argument of a finished program, which is otherwise the same program again. */
  change(index: i32, argument: i32, value: i32): void {
    put32(this.at + get32(this.at + 12) + index * OP_BYTES + 8 + argument * 4, value);
  }

  private rebase(at: i32, base: i32): void {
    const out = get32(at + 32);
    if (out != 0) put32(at + 32, out - 1 + base);
    const op = get8(at);
    const observes = op == OP_SAME || op == OP_EQUAL || op == OP_DIFFER || op == OP_BITS;
    if (observes) put32(at + 8, get32(at + 8) + base);
    if (op == OP_NOTE) put32(at + 12, get32(at + 12) + base);
    if (op == OP_EQUAL || op == OP_DIFFER) put32(at + 12, get32(at + 12) + base);
  }
}
