// What takes effects back, from the effects and their results alone.

import { Bytes } from "../bytes/bytes.ts";
import { OP_FDTEXT, OP_MKDIR, OP_MOUNT, OP_MOVE_MOUNT, OP_STATX } from "../generated/effects.ts";
import { MOVE_MOUNT_T_EMPTY_PATH, MS_PROPAGATION, MS_REMOUNT } from "../kernel/flags.ts";
import { find8, get8, get16, get32 } from "../memory/memory.ts";
import { OP_BYTES } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { Program } from "../program/program.ts";
import { ID_DETACHED, ID_SEEN, ID_TARGET } from "../run/registers.ts";

export enum Inverse {
  UNMOUNT = 0,
  RMDIR = 1,
}

/** One effect that was done and must be taken back. */
export class Deed {
  inverse: Inverse;
  /** The register that holds the directory that was mounted on; -1: only its path is known. */
  register: i32 = -1;
  path: Bytes = new Bytes(0, 0);
  /** Address of the mount's id; 0: it was not learnt. */
  id: i32 = 0;
  /** Address of the id of the mount beneath; 0: not learnt. */
  beneath: i32 = 0;

  constructor(inverse: Inverse) {
    this.inverse = inverse;
  }
}

/** The deeds of one finished program, newest first. */
export function deedsOf(program: Program, seen: Observation): Deed[] {
  const deeds: Deed[] = [];
  const ops = program.at + get32(program.at + 12);
  for (let i = program.count - 1; i >= 0; i--) {
    if (!seen.did(i)) continue;
    const op = ops + i * OP_BYTES;
    const code = get8(op);
    if (code == OP_MKDIR) {
      const deed = new Deed(Inverse.RMDIR);
      deed.path = textAt(program, get32(op + 12));
      deeds.push(deed);
    } else if (code == OP_MOUNT && (get32(op + 20) & (MS_REMOUNT | MS_PROPAGATION)) == 0) {
      const deed = new Deed(Inverse.UNMOUNT);
      deed.path = textAt(program, get32(op + 12));
      deed.register = registerIn(ops, i, get32(op + 12), deed.path.length);
      learn(deed, program, ops, seen);
      deeds.push(deed);
    } else if (code == OP_MOVE_MOUNT) {
      const deed = new Deed(Inverse.UNMOUNT);
      const byDescriptor = (get32(op + 24) & MOVE_MOUNT_T_EMPTY_PATH) != 0;
      if (byDescriptor) deed.register = get32(op + 16);
      else deed.path = textAt(program, get32(op + 20));
      learn(deed, program, ops, seen);
      deeds.push(deed);
    }
  }
  return deeds;
}

function textAt(program: Program, offset: i32): Bytes {
  const at = program.at + offset;
  const length = find8(at, program.size - offset, 0);
  return new Bytes(at, length < 0 ? 0 : length);
}

/** The descriptor whose number was written into this text, if there is one. */
function registerIn(ops: i32, before: i32, text: i32, length: i32): i32 {
  for (let i = 0; i < before; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) != OP_FDTEXT) continue;
    const hole = get32(op + 12);
    if (hole >= text && hole < text + length) return get32(op + 8);
  }
  return -1;
}

/** Which id the mount got: by what was seen of it, attached or before. */
function learn(deed: Deed, program: Program, ops: i32, seen: Observation): void {
  for (let i = 0; i < program.count; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) != OP_STATX || !seen.did(i)) continue;
    const register = get16(op + 4);
    const id = seen.at + get32(op + 32) + 24;
    if (register == ID_TARGET) deed.beneath = id;
    else if (register == ID_DETACHED) deed.id = id;
    else if (register == ID_SEEN && deed.id == 0) deed.id = id;
  }
}
