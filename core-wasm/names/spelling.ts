import { put8 } from "../memory/memory.ts";
import { fdtext } from "../program/of-the-shim.ts";
import { Program } from "../program/program.ts";
import { CLONES } from "../run/registers.ts";
import { putEscaped } from "../words/escape.ts";
import { ABSOLUTE, Named } from "./named.ts";

/** `/proc/self/fd/`, a hole for a number of five digits at most, and the slash behind it. */
export const FD_PREFIX: string = "/proc/self/fd/";
const FD_HOLE: i32 = 5;
const FD_TEXT: i32 = 20;

/** No parent is the working directory. */
export const NO_CWD: i32 = -2;

const SLASH: i32 = 47;

/** Bytes of a name as one mount(2) option text spells it, its escapes included. */
export function spelledLength(named: Named, cwd: i32): i32 {
  const prefix = named.parent != ABSOLUTE && named.parent != cwd ? FD_TEXT : 0;
  return prefix + named.escaped();
}

/** Spells names into a program and remembers where descriptor numbers go. */
export class Speller {
  program: Program;
  cwd: i32;
  /** Register of parent 0; the others follow. */
  firstParent: i32;
  holes: i32[] = [];
  registers: i32[] = [];

  constructor(program: Program, cwd: i32, firstParent: i32) {
    this.program = program;
    this.cwd = cwd;
    this.firstParent = firstParent;
  }

  /** `/proc/self/fd/`, a hole for this register, and a slash before the name that follows. */
  descriptor(register: i32): void {
    this.lastDescriptor(register);
    this.program.putByte(SLASH);
  }

  /** The same at the end of a text, where what the register holds may be a file: the number is the last thing. */
  lastDescriptor(register: i32): void {
    this.program.putWord(FD_PREFIX);
    this.holes.push(this.program.size);
    this.registers.push(register);
    for (let i = 0; i < FD_HOLE; i++) this.program.putByte(SLASH);
  }

  literal(named: Named): void {
    this.prefix(named);
    this.program.putFrom(named.full, named.from);
  }

  escaped(named: Named): void {
    this.prefix(named);
    const program = this.program;
    if (named.escaped() == named.length) program.putFrom(named.full, named.from);
    else program.size += putEscaped(program.at + program.size, named.name);
  }

  private prefix(named: Named): void {
    if (named.parent == ABSOLUTE || named.parent == this.cwd) return;
    this.descriptor((named.mapped ? CLONES : this.firstParent) + named.parent);
  }

  /** The effects that fill the holes; they stand before the effect that uses the text. */
  fill(why: i32): void {
    for (let i = 0; i < this.holes.length; i++) {
      fdtext(this.program, why, this.registers[i], this.holes[i], FD_HOLE);
    }
    this.holes = [];
    this.registers = [];
  }

  /** How many effects `fill` will add. */
  pending(): i32 {
    return this.holes.length;
  }
}

/** Writes a number in decimal; how many bytes. */
export function putDecimal(to: i32, value: i32): i32 {
  let digits = 1;
  let rest = value;
  while (rest >= 10) {
    rest = (rest / 10) | 0;
    digits++;
  }
  rest = value;
  for (let i = digits - 1; i >= 0; i--) {
    put8(to + i, 48 + (rest % 10));
    rest = (rest / 10) | 0;
  }
  return digits;
}
