// The room in which a component's host lowers parameters, by the canonical ABI. A module without imports cannot be
// entered again while it works, so the first room that is asked for after a call begins another one.
//
// A host may also give up in the middle, where a value is of another type than the WIT's, and nobody tells us: what it
// lowered until then lies before the next parameter. So the room goes round, and is twice as large as what is taken of
// it: alignment and what is left over at the end never cost a parameter more than its own size (a list that is aligned
// has 8 bytes at least). Two pieces of a parameter that is small enough never lie over each other.

import { copy, reserve } from "../memory/memory.ts";
import { begin, isNow } from "../memory/turn.ts";
import { beginScattered, canonicalSize } from "./canonical.ts";
import { INPUT_MAX, Message } from "./message.ts";

const ROOM: i32 = 2 * INPUT_MAX;

let turn: i32 = 0;
let room: i32 = 0;
/** Where in the room the next piece goes. */
let next: i32 = 0;
let lowering: bool = false;

function open(): void {
  if (lowering && isNow(turn)) return;
  turn = begin();
  room = reserve(ROOM);
  next = 0;
  lowering = true;
}

/**
 * `cabi_realloc`. It cannot refuse: what is too much is refused by rule when the function is called. Until then it may
 * be written over what else there is in the room and behind it, where nothing lies yet; behind the memory the host
 * itself traps.
 */
export function realloc(old: i32, oldSize: i32, align: i32, size: i32): i32 {
  open();
  if (size == 0) return align;
  if (size < 0 || size > ROOM) return room;
  let at = (next + align - 1) & ~(align - 1);
  if (at < 0 || at > ROOM - size) at = 0;
  next = at + size;
  const kept = oldSize < size ? oldSize : size;
  if (kept > 0 && old >= room && old - room <= ROOM - kept) copy(room + at, old, kept);
  return room + at;
}

/** Room for a parameter that came as flat values, before its pieces are looked at. */
export function flat(size: i32, align: i32): i32 {
  return realloc(0, 0, align, size);
}

/** Whether the parameter lies at `at`, whole; the generated checks go on from there. */
export function isLowered(at: i32, size: i32, align: i32): bool {
  return beginScattered(at, size, align, room, ROOM) && lowering && isNow(turn);
}

/** Bytes of the parameter in the canonical form; of one that was not taken, as far as that is known. */
export function loweredSize(): i32 {
  return canonicalSize();
}

/** The answer, which ends the lowering: it lies behind the parameter until the next call. */
export function lifted(): Message {
  open();
  lowering = false;
  return new Message(true);
}
