// What takes effects back, from the effects and their results alone.

import { ascii, Bytes, joined } from "../bytes/bytes.ts";
import {
  OP_BITS,
  OP_FDTEXT,
  OP_MKDIR,
  OP_MOUNT,
  OP_MOVE_MOUNT,
  OP_OPEN,
  OP_OPEN_TREE,
  OP_OPENAT2,
  OP_STATX,
} from "../generated/effects.ts";
import { AT_RECURSIVE, MOVE_MOUNT_T_EMPTY_PATH, MS_PROPAGATION, MS_REC, MS_REMOUNT } from "../kernel/flags.ts";
import { find8, get8, get16, get32 } from "../memory/memory.ts";
import { CWD, OP_BYTES } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
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
  /** The path is where the held directory is now; false: where it was when it was opened. */
  certain: bool = true;
  /** Address of the mount's id; 0: it was not learnt. */
  id: i32 = 0;
  /** Address of inode and device of the directory that was made; 0: not learnt. */
  root: i32 = 0;
  /** Address of the id of the mount beneath; 0: not learnt. */
  beneath: i32 = 0;
  /** Address of the id of the mount whose root was seen at the path afterwards; 0: none was. */
  seen: i32 = 0;
  /** A recursive bind, whose sub-mounts go with it. */
  tree: bool = false;
  /** The option text of a mount(2); empty: none. */
  data: Bytes = new Bytes(0, 0);

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
      deed.root = madeRoot(program, ops, i, seen);
      deeds.push(deed);
    } else if (code == OP_MOUNT && (get32(op + 20) & (MS_REMOUNT | MS_PROPAGATION)) == 0) {
      const deed = new Deed(Inverse.UNMOUNT);
      deed.path = textAt(program, get32(op + 12));
      deed.register = registerIn(ops, i, get32(op + 12), deed.path.length);
      deed.tree = (get32(op + 20) & MS_REC) != 0;
      if (get32(op + 24) != 0) deed.data = textAt(program, get32(op + 24));
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

/** The path by which a register was opened last, from the root on; empty: it never was. */
export function openedPath(history: History, register: i32): Bytes {
  for (let p = history.programs.length - 1; p >= 0; p--) {
    const program = history.programs[p];
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
      return joined(joined(openedPath(history, directory), ascii("/")), name);
    }
  }
  return new Bytes(0, 0);
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

/** Inode and device of what was made: the target is looked at as soon as it is open. */
function madeRoot(program: Program, ops: i32, made: i32, seen: Observation): i32 {
  for (let i = made + 1; i < program.count; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) == OP_STATX && get16(op + 4) == ID_TARGET && seen.did(i)) return seen.at + get32(op + 32) + 8;
  }
  return 0;
}

/**
 * Which id the mount got, where that was known before it was attached. What was seen at the path afterwards is no
 * proof: somebody may have put another directory there.
 */
function learn(deed: Deed, program: Program, ops: i32, seen: Observation): void {
  for (let i = 0; i < program.count; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) == OP_OPEN_TREE && (get32(op + 16) & AT_RECURSIVE) != 0) deed.tree = true;
    if (get8(op) != OP_STATX || !seen.did(i)) continue;
    const register = get16(op + 4);
    const id = seen.at + get32(op + 32) + 24;
    if (register == ID_TARGET) deed.beneath = id;
    else if (register == ID_DETACHED) deed.id = id;
    else if (register == ID_SEEN && isFollowedByRoot(program, ops, i, seen)) deed.seen = id;
  }
}

/** Whether what a statx showed is the root of a mount. */
function isFollowedByRoot(program: Program, ops: i32, i: i32, seen: Observation): bool {
  return i + 1 < program.count && get8(ops + (i + 1) * OP_BYTES) == OP_BITS && seen.did(i + 1);
}
