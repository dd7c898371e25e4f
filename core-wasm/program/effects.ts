// One function for each operation, named as in the man pages; each adds it to a program and returns its index.

import { Bytes } from "../bytes/bytes.ts";
import {
  OP_BITS,
  OP_CHILD,
  OP_CHOWN,
  OP_CLOSE,
  OP_DIFFER,
  OP_EQUAL,
  OP_FCHDIR,
  OP_FDPATH,
  OP_FDTEXT,
  OP_FSCONFIG,
  OP_FSCONFIG_FD,
  OP_FSMOUNT,
  OP_FSOPEN,
  OP_FSTATFS,
  OP_MKDIR,
  OP_MOUNT,
  OP_MOUNT_IDMAP,
  OP_MOUNT_SETATTR,
  OP_MOUNTID,
  OP_MOUNTINFO,
  OP_MOUNTINFO_BY,
  OP_MOVE_MOUNT,
  OP_NOTE,
  OP_OPEN,
  OP_OPEN_TREE,
  OP_OPENAT2,
  OP_READ,
  OP_RENAME,
  OP_RMDIR,
  OP_SAME,
  OP_SLEEP,
  OP_STATMOUNT,
  OP_STATX,
  OP_UMOUNT,
  OP_USERNS,
} from "../generated/effects.ts";
import { CWD } from "./layout.ts";
import { Program } from "./program.ts";

/** Fields of a line of mountinfo that it can be found by. */
export enum MountinfoField {
  SOURCE = 0,
  MOUNT_POINT = 5,
}

export function close(p: Program, why: i32, fd: i32): i32 {
  const op = p.op(OP_CLOSE, why);
  p.argue(op, 0, fd);
  return op;
}

export function open(p: Program, why: i32, into: i32, dirfd: i32, path: i32, flags: i32): i32 {
  const op = p.op(OP_OPEN, why);
  p.argue(op, 0, dirfd);
  p.argue(op, 1, path);
  p.argue(op, 2, flags);
  p.into(op, into);
  return op;
}

export function openat2(p: Program, why: i32, into: i32, dirfd: i32, path: i32, flags: i32, resolve: i32): i32 {
  const op = p.op(OP_OPENAT2, why);
  p.argue(op, 0, dirfd);
  p.argue(op, 1, path);
  p.argue(op, 2, flags);
  p.argue(op, 3, resolve);
  p.into(op, into);
  return op;
}

/** Places 48 bytes; `place` of the result is returned, the index is `p.count - 1`. */
export function statx(p: Program, why: i32, id: i32, dirfd: i32, path: i32, flags: i32, mask: i32): i32 {
  const op = p.op(OP_STATX, why);
  p.argue(op, 0, dirfd);
  p.argue(op, 1, path);
  p.argue(op, 2, flags);
  p.argue(op, 3, mask);
  if (id >= 0) p.into(op, id);
  return p.place(op, 48);
}

export function fstatfs(p: Program, why: i32, fd: i32): i32 {
  const op = p.op(OP_FSTATFS, why);
  p.argue(op, 0, fd);
  return p.place(op, 16);
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

export function mkdir(p: Program, why: i32, dirfd: i32, path: i32, mode: i32): i32 {
  const op = p.op(OP_MKDIR, why);
  p.argue(op, 0, dirfd);
  p.argue(op, 1, path);
  p.argue(op, 2, mode);
  return op;
}

export function rmdir(p: Program, why: i32, dirfd: i32, path: i32): i32 {
  const op = p.op(OP_RMDIR, why);
  p.argue(op, 0, dirfd);
  p.argue(op, 1, path);
  return op;
}

export function read(p: Program, why: i32, fd: i32, cap: i32): i32 {
  const op = p.op(OP_READ, why);
  p.argue(op, 0, fd);
  p.argue(op, 1, cap);
  return p.place(op, cap);
}

/** Where a descriptor leads: the text of `/proc/self/fd/N`. */
export function fdpath(p: Program, why: i32, fd: i32, cap: i32): i32 {
  const op = p.op(OP_FDPATH, why);
  p.argue(op, 0, fd);
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

/** The next `count` operations have a working directory of their own. */
export function child(p: Program, why: i32, count: i32): i32 {
  const op = p.op(OP_CHILD, why);
  p.argue(op, 0, count);
  return op;
}

export function fchdir(p: Program, why: i32, fd: i32): i32 {
  const op = p.op(OP_FCHDIR, why);
  p.argue(op, 0, fd);
  return op;
}

/** Writes a descriptor's number into a hole of `width` slashes that follows `/proc/self/fd/` in the arena. */
export function fdtext(p: Program, why: i32, fd: i32, hole: i32, width: i32): i32 {
  const op = p.op(OP_FDTEXT, why);
  p.argue(op, 0, fd);
  p.argue(op, 1, hole);
  p.argue(op, 2, width);
  return op;
}

export function sleep(p: Program, why: i32, milliseconds: i32): i32 {
  const op = p.op(OP_SLEEP, why);
  p.argue(op, 0, milliseconds);
  return op;
}

/** Stops with ESTALE unless what was observed at `place` equals these bytes. */
export function same(p: Program, why: i32, place: i32, bytes: Bytes): i32 {
  const offset = p.text(bytes);
  const op = p.op(OP_SAME, why);
  p.argue(op, 0, place);
  p.argue(op, 1, offset);
  p.argue(op, 2, bytes.length);
  return op;
}

/** Stops with ESTALE unless two observed runs of bytes are equal. */
export function equal(p: Program, why: i32, place: i32, other: i32, length: i32): i32 {
  const op = p.op(OP_EQUAL, why);
  p.argue(op, 0, place);
  p.argue(op, 1, other);
  p.argue(op, 2, length);
  return op;
}

/** Stops with ESTALE unless the four bytes observed at `place`, masked, are `value`. */
export function bits(p: Program, why: i32, place: i32, mask: i32, value: i32): i32 {
  const op = p.op(OP_BITS, why);
  p.argue(op, 0, place);
  p.argue(op, 1, mask);
  p.argue(op, 2, value);
  return op;
}

/** Stops with ESTALE where two observed runs of bytes are equal. */
export function differ(p: Program, why: i32, place: i32, other: i32, length: i32): i32 {
  const op = p.op(OP_DIFFER, why);
  p.argue(op, 0, place);
  p.argue(op, 1, other);
  p.argue(op, 2, length);
  return op;
}

/** Fills a mount-id register with eight bytes that are known from elsewhere. */
export function mountid(p: Program, why: i32, id: i32, bytes: Bytes): i32 {
  const offset = p.text(bytes);
  const op = p.op(OP_MOUNTID, why);
  p.argue(op, 0, offset);
  p.argue(op, 1, bytes.length);
  p.into(op, id);
  return op;
}

/** Writes what was observed at `place` into the record of the run, before the effects that follow. */
export function note(p: Program, why: i32, fd: i32, place: i32, length: i32): i32 {
  const op = p.op(OP_NOTE, why);
  p.argue(op, 0, fd);
  p.argue(op, 1, place);
  p.argue(op, 2, length);
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

/** Both ends beneath the working directory or by absolute path. */
export function rename(p: Program, why: i32, from: i32, to: i32, flags: i32): i32 {
  const op = p.op(OP_RENAME, why);
  p.argue(op, 0, CWD);
  p.argue(op, 1, from);
  p.argue(op, 2, CWD);
  p.argue(op, 3, to);
  p.argue(op, 4, flags);
  return op;
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

export function chown(p: Program, why: i32, dirfd: i32, path: i32, uid: i32, gid: i32, flags: i32): i32 {
  const op = p.op(OP_CHOWN, why);
  p.argue(op, 0, dirfd);
  p.argue(op, 1, path);
  p.argue(op, 2, uid);
  p.argue(op, 3, gid);
  p.argue(op, 4, flags);
  return op;
}
