// Operations on mounts: one function for each, named as in the man pages; each adds it to a program and returns its
// index.

import {
  OP_FSCONFIG,
  OP_FSCONFIG_FD,
  OP_FSMOUNT,
  OP_FSOPEN,
  OP_MOUNT,
  OP_MOUNT_IDMAP,
  OP_MOUNT_SETATTR,
  OP_MOUNTINFO,
  OP_MOUNTINFO_BY,
  OP_MOVE_MOUNT,
  OP_OPEN_TREE,
  OP_STATMOUNT,
  OP_UMOUNT,
  OP_USERNS,
} from "../generated/effects.ts";
import { Program } from "./program.ts";

/** Fields of a line of mountinfo that it can be found by. */
export enum MountinfoField {
  SOURCE = 0,
  MOUNT_POINT = 5,
}

export function statmount(p: Program, why: i32, id: i32, mask: i32, cap: i32): i32 {
  const op = p.op(OP_STATMOUNT, why);
  p.argue(op, 0, id);
  p.argue(op, 1, mask);
  p.argue(op, 2, cap);
  return p.place(op, cap);
}

export function mountinfo(p: Program, why: i32, id: i32, cap: i32): i32 {
  const op = p.op(OP_MOUNTINFO, why);
  p.argue(op, 0, id);
  p.argue(op, 1, cap);
  return p.place(op, cap);
}

export function mount(p: Program, why: i32, source: i32, target: i32, fstype: i32, flags: i32, data: i32): i32 {
  const op = p.op(OP_MOUNT, why);
  p.argue(op, 0, source);
  p.argue(op, 1, target);
  p.argue(op, 2, fstype);
  p.argue(op, 3, flags);
  p.argue(op, 4, data);
  return op;
}

export function umount(p: Program, why: i32, target: i32, flags: i32): i32 {
  const op = p.op(OP_UMOUNT, why);
  p.argue(op, 0, target);
  p.argue(op, 1, flags);
  return op;
}

export function openTree(p: Program, why: i32, into: i32, dirfd: i32, path: i32, flags: i32): i32 {
  const op = p.op(OP_OPEN_TREE, why);
  p.argue(op, 0, dirfd);
  p.argue(op, 1, path);
  p.argue(op, 2, flags);
  p.into(op, into);
  return op;
}

/** On a descriptor: the path is empty and AT_EMPTY_PATH belongs to `flags`. */
export function mountSetattr(p: Program, why: i32, fd: i32, flags: i32, set: i32, clear: i32, propagation: i32): i32 {
  const empty = p.word("");
  const op = p.op(OP_MOUNT_SETATTR, why);
  p.argue(op, 0, fd);
  p.argue(op, 1, empty);
  p.argue(op, 2, flags);
  p.argue(op, 3, set);
  p.argue(op, 4, clear);
  p.argue(op, 5, propagation);
  return op;
}

export function fsopen(p: Program, why: i32, into: i32, fstype: i32): i32 {
  const op = p.op(OP_FSOPEN, why);
  p.argue(op, 0, fstype);
  p.into(op, into);
  return op;
}

export function fsconfig(p: Program, why: i32, fs: i32, command: i32, key: i32, value: i32): i32 {
  const op = p.op(OP_FSCONFIG, why);
  p.argue(op, 0, fs);
  p.argue(op, 1, command);
  p.argue(op, 2, key);
  p.argue(op, 3, value);
  return op;
}

export function fsconfigFd(p: Program, why: i32, fs: i32, command: i32, key: i32, fd: i32): i32 {
  const op = p.op(OP_FSCONFIG_FD, why);
  p.argue(op, 0, fs);
  p.argue(op, 1, command);
  p.argue(op, 2, key);
  p.argue(op, 3, fd);
  return op;
}

export function fsmount(p: Program, why: i32, into: i32, fs: i32, attributes: i32): i32 {
  const op = p.op(OP_FSMOUNT, why);
  p.argue(op, 0, fs);
  p.argue(op, 2, attributes);
  p.into(op, into);
  return op;
}

/** Both ends by descriptor where the path is empty. */
export function moveMount(p: Program, why: i32, fromfd: i32, tofd: i32, to: i32, flags: i32): i32 {
  const from = p.word("");
  const op = p.op(OP_MOVE_MOUNT, why);
  p.argue(op, 0, fromfd);
  p.argue(op, 1, from);
  p.argue(op, 2, tofd);
  p.argue(op, 3, to);
  p.argue(op, 4, flags);
  return op;
}

/** The first line of mountinfo with this text in one of its fields, up to the source. */
export function mountinfoBy(p: Program, why: i32, field: MountinfoField, text: i32, cap: i32): i32 {
  const op = p.op(OP_MOUNTINFO_BY, why);
  p.argue(op, 0, field);
  p.argue(op, 1, text);
  p.argue(op, 2, cap);
  return p.place(op, cap);
}

/** A user namespace with these maps, in which nobody lives. */
export function userns(p: Program, why: i32, into: i32, uidmap: i32, gidmap: i32): i32 {
  const op = p.op(OP_USERNS, why);
  p.argue(op, 0, uidmap);
  p.argue(op, 1, gidmap);
  p.into(op, into);
  return op;
}

/** mount_setattr(2) with MOUNT_ATTR_IDMAP, on a descriptor: the path is empty and AT_EMPTY_PATH belongs to `flags`. */
export function mountIdmap(p: Program, why: i32, fd: i32, flags: i32, set: i32, propagation: i32, namespace: i32): i32 {
  const empty = p.word("");
  const op = p.op(OP_MOUNT_IDMAP, why);
  p.argue(op, 0, fd);
  p.argue(op, 1, empty);
  p.argue(op, 2, flags);
  p.argue(op, 3, set);
  p.argue(op, 4, propagation);
  p.argue(op, 5, namespace);
  return op;
}
