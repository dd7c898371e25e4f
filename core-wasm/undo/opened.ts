// Where the directories were that a run held: their registers are empty when its process has died.

import { ascii, Bytes, joined } from "../bytes/bytes.ts";
import { OP_OPEN, OP_OPENAT2 } from "../generated/effects.ts";
import { get8, get16, get32 } from "../memory/memory.ts";
import { CWD, OP_BYTES } from "../program/layout.ts";
import { ROOT } from "../run/registers.ts";
import { textAt } from "./effects.ts";
import { Past } from "./past.ts";

/** A directory of a list's root is opened from ROOT, which itself was opened by its path: more never are. */
const DEPTH_MAX: i32 = 4;
/** Registers of a session (KEPT_FROM and NAMESPACES_MAX of the shim are the last). */
const REGISTERS: i32 = 1024;
/** No more of a path was ever opened. */
const PATH_MOST: i32 = 4096;

/** The path by which a register was opened last, from the root on; empty: it never was, or not by us. */
export function openedPath(past: Past, register: i32): Bytes {
  if (register < 0 || register >= REGISTERS) return new Bytes(0, 0);
  const known = past.opened.length > 0 ? past.opened[register] : null;
  if (known !== null) return known;
  const path = openedBefore(past, register, past.programs.length - 1, -1, DEPTH_MAX);
  if (past.opened.length == 0) past.opened = new Array<Bytes | null>(REGISTERS).fill(null);
  past.opened[register] = path;
  return path;
}

/** The same, before an operation of a program; -1: behind its last one. */
function openedBefore(past: Past, register: i32, last: i32, before: i32, depth: i32): Bytes {
  const nowhere = new Bytes(0, 0);
  for (let p = last; p >= 0 && depth > 0; p--) {
    const program = past.programs[p];
    const ops = program.at + get32(program.at + 12);
    for (let i = (p == last && before >= 0 ? before : program.count) - 1; i >= 0; i--) {
      const op = ops + i * OP_BYTES;
      const code = get8(op);
      if ((code != OP_OPEN && code != OP_OPENAT2) || get16(op + 4) != register) continue;
      const name = textAt(program, get32(op + 12));
      const directory = get32(op + 8);
      if (directory == CWD) return name;
      const parent = openedBefore(past, directory, p, i, depth - 1);
      if (parent.length == 0 || parent.length + name.length >= PATH_MOST) return nowhere;
      return joined(joined(parent, ascii("/")), name);
    }
  }
  return nowhere;
}

/** The name beneath the list's root by which a register was opened; empty: it was not opened beneath it. */
export function openedBeneath(past: Past, register: i32): Bytes {
  for (let p = past.programs.length - 1; p >= 0; p--) {
    const program = past.programs[p];
    const ops = program.at + get32(program.at + 12);
    for (let i = program.count - 1; i >= 0; i--) {
      const op = ops + i * OP_BYTES;
      if (get8(op) != OP_OPENAT2 || get16(op + 4) != register) continue;
      if (get32(op + 8) == ROOT) return textAt(program, get32(op + 12));
    }
  }
  return new Bytes(0, 0);
}
