// Operations that are no system call: the shim has them, so that a program can wait, compare what it saw, and stop.

import { Bytes } from "../bytes/bytes.ts";
import {
  OP_BITS,
  OP_CHILD,
  OP_DIFFER,
  OP_EQUAL,
  OP_FDTEXT,
  OP_MOUNTID,
  OP_NOTE,
  OP_SAME,
  OP_SLEEP,
} from "../generated/effects.ts";
import { Program } from "./program.ts";

/** The next `count` operations have a working directory of their own. */
export function child(p: Program, why: i32, count: i32): i32 {
  const op = p.op(OP_CHILD, why);
  p.argue(op, 0, count);
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
