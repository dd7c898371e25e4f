// Operations on files and descriptors: one function for each, named as in the man pages; each adds it to a program and
// returns its index.

import {
  OP_CHOWN,
  OP_CLOSE,
  OP_FCHDIR,
  OP_FDPATH,
  OP_FSTATFS,
  OP_MKDIR,
  OP_OPEN,
  OP_OPENAT2,
  OP_READ,
  OP_RENAME,
  OP_RMDIR,
  OP_STATX,
} from "../generated/effects.ts";
import { CWD } from "./layout.ts";
import { Program } from "./program.ts";

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

export function fchdir(p: Program, why: i32, fd: i32): i32 {
  const op = p.op(OP_FCHDIR, why);
  p.argue(op, 0, fd);
  return op;
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

export function chown(p: Program, why: i32, dirfd: i32, path: i32, uid: i32, gid: i32, flags: i32): i32 {
  const op = p.op(OP_CHOWN, why);
  p.argue(op, 0, dirfd);
  p.argue(op, 1, path);
  p.argue(op, 2, uid);
  p.argue(op, 3, gid);
  p.argue(op, 4, flags);
  return op;
}
