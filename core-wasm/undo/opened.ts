// Where the directories were that a run held: their registers are empty when its process has died.

import { ascii, Bytes, joined } from "../bytes/bytes.ts";
import { OP_OPEN, OP_OPENAT2 } from "../generated/effects.ts";
import { get8, get16, get32 } from "../memory/memory.ts";
import { CWD, OP_BYTES } from "../program/layout.ts";
import { ROOT } from "../run/registers.ts";
import { textAt } from "./effects.ts";
import { Past } from "./past.ts";

/** The path by which a register was opened last, from the root on; empty: it never was. */
export function openedPath(past: Past, register: i32): Bytes {
  for (let p = past.programs.length - 1; p >= 0; p--) {
    const program = past.programs[p];
    const ops = program.at + get32(program.at + 12);
    for (let i = program.count - 1; i >= 0; i--) {
      const op = ops + i * OP_BYTES;
      const code = get8(op);
      if ((code != OP_OPEN && code != OP_OPENAT2) || get16(op + 4) != register) continue;
      const name = textAt(program, get32(op + 12));
      const directory = get32(op + 8);
      if (directory == CWD) return name;
      // A directory of a list's root is opened from ROOT, which itself was opened by its path.
      if (directory == register) return name.slice(0, 0);
      return joined(joined(openedPath(past, directory), ascii("/")), name);
    }
  }
  return new Bytes(0, 0);
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
