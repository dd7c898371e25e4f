// What the effects of a program say of one of them, and what was observed.

import { Bytes } from "../bytes/bytes.ts";
import { basename } from "../bytes/path.ts";
import {
  OP_BITS,
  OP_FDTEXT,
  OP_FSCONFIG,
  OP_MOUNT,
  OP_MOUNT_SETATTR,
  OP_NOTE,
  OP_OPEN_TREE,
  OP_RENAME,
  OP_STATX,
  OP_UMOUNT,
} from "../generated/effects.ts";
import { AT_RECURSIVE, MS_REC, MS_SLAVE } from "../kernel/flags.ts";
import { find8, get8, get16, get32 } from "../memory/memory.ts";
import { ASIDE } from "../names/token.ts";
import { OP_BYTES } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { Program } from "../program/program.ts";
import { ID_CLONE, ID_DETACHED, ID_MADE, ID_SEEN, ID_TARGET } from "../run/registers.ts";
import { Deed } from "./deed.ts";

export function textAt(program: Program, offset: i32): Bytes {
  if (offset < 0 || offset >= program.size) return new Bytes(0, 0);
  const at = program.at + offset;
  const length = find8(at, program.size - offset, 0);
  return new Bytes(at, length < 0 ? 0 : length);
}

/** The descriptor whose number was written into this text, if there is one. */
export function registerIn(ops: i32, before: i32, text: i32, length: i32): i32 {
  for (let i = 0; i < before; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) != OP_FDTEXT) continue;
    const hole = get32(op + 12);
    if (hole >= text && hole < text + length) return get32(op + 8);
  }
  return -1;
}

export function isAside(path: Bytes): bool {
  return basename(path).startsWith(ASIDE);
}

/** Whether an earlier effect gives this name to a directory that was made by another one. */
export function isRenamedTo(program: Program, ops: i32, before: i32, name: Bytes): bool {
  for (let i = 0; i < before; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) == OP_RENAME && textAt(program, get32(op + 20)).equals(name)) return true;
  }
  return false;
}

/** Whether the mount's id would be on record if the process had come as far as attaching it. */
export function isBeforeNote(ops: i32, attach: i32, seen: Observation): bool {
  if (!seen.unfinished()) return false;
  for (let i = attach - 1; i >= 0; i--) {
    if (get8(ops + i * OP_BYTES) == OP_NOTE) return i >= seen.done();
  }
  return false;
}

/** What fsconfig was told as the source of the context; empty: nothing. */
export function configuredSource(program: Program, ops: i32, before: i32): Bytes {
  for (let i = before - 1; i >= 0; i--) {
    const op = ops + i * OP_BYTES;
    if (get8(op) != OP_FSCONFIG || !textAt(program, get32(op + 16)).is("source")) continue;
    return textAt(program, get32(op + 20));
  }
  return new Bytes(0, 0);
}

/** Whether a later effect has made the copies of a tree slaves of what they were copied from. */
export function wasCut(program: Program, ops: i32, after: i32, seen: Observation): bool {
  const slaves = MS_REC | MS_SLAVE;
  for (let i = after + 1; i < program.count; i++) {
    const op = ops + i * OP_BYTES;
    if (!seen.did(i)) continue;
    if (get8(op) == OP_MOUNT && (get32(op + 20) & slaves) == slaves) return true;
    if (get8(op) == OP_MOUNT_SETATTR && get32(op + 28) == MS_SLAVE) return true;
  }
  return false;
}

/** Inode and device of what was made: the target is looked at as soon as it is open. */
export function madeRoot(program: Program, ops: i32, made: i32, seen: Observation): i32 {
  if (seen.unfinished()) return 0;
  for (let i = made + 1; i < program.count; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) != OP_STATX || !seen.did(i)) continue;
    if (get16(op + 4) == ID_TARGET || get16(op + 4) == ID_MADE) return seen.at + get32(op + 32) + 8;
  }
  return 0;
}

/**
 * Which id the mount got, where that was known before it was attached. What was seen at the path afterwards is no
 * proof: somebody may have put another directory there.
 */
export function learn(deed: Deed, program: Program, ops: i32, seen: Observation): void {
  for (let i = 0; i < program.count; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) == OP_OPEN_TREE && (get32(op + 16) & AT_RECURSIVE) != 0) deed.tree = true;
    if (get8(op) != OP_STATX || get32(op + 32) == 0 || !seen.did(i)) continue;
    const register = get16(op + 4);
    const id = seen.at + get32(op + 32) + 24;
    if (seen.unfinished() && (register != ID_DETACHED || isZero(id))) continue;
    if (register == ID_TARGET) deed.beneath = id;
    else if (register == ID_DETACHED) deed.id = id;
    else if (register == ID_SEEN && isFollowedByRoot(program, ops, i, seen)) deed.seen = id;
  }
}

/** A clone that is attached for a while: its id was looked at before, and whoever looks into it keeps it. */
export function learnClone(deed: Deed, ops: i32, attach: i32, seen: Observation): Deed {
  const from = get32(ops + attach * OP_BYTES + 8);
  deed.tree = true;
  deed.id = 0;
  for (let i = 0; i < attach; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) != OP_STATX || get16(op + 4) != ID_CLONE || get32(op + 8) != from || !seen.did(i)) continue;
    const id = seen.at + get32(op + 32) + 24;
    if (!isZero(id)) deed.id = id;
  }
  return deed;
}

/** Inode and device of what an operation changes, looked at by the same name before; 0: they are not known. */
export function lookedAt(ops: i32, change: i32, seen: Observation): i32 {
  const name = get32(ops + change * OP_BYTES + 12);
  for (let i = change - 1; i >= 0; i--) {
    const op = ops + i * OP_BYTES;
    if (get8(op) != OP_STATX || get32(op + 12) != name || !seen.did(i)) continue;
    const root = seen.at + get32(op + 32) + 8;
    return isZero(root) ? 0 : root;
  }
  return 0;
}

/** Whether the program itself has done the opposite, by the same name. */
export function isTakenBack(ops: i32, count: i32, done: i32, opposite: i32, name: i32, seen: Observation): bool {
  for (let i = done + 1; i < count; i++) {
    const op = ops + i * OP_BYTES;
    if (get8(op) != opposite || !seen.did(i)) continue;
    if (get32(op + (opposite == OP_UMOUNT ? 8 : 12)) == name) return true;
  }
  return false;
}

/** No mount has the id 0. */
function isZero(id: i32): bool {
  return get32(id) == 0 && get32(id + 4) == 0;
}

/** Whether what a statx showed is the root of a mount. */
function isFollowedByRoot(program: Program, ops: i32, i: i32, seen: Observation): bool {
  return i + 1 < program.count && get8(ops + (i + 1) * OP_BYTES) == OP_BITS && seen.did(i + 1);
}
