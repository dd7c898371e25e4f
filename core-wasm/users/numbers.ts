// Decimal numbers as Go's strconv.Atoi takes them, by which containerd tells an id from a name. They are given by place
// and length: a file has too many of them for a view of each.

import { Bytes } from "../bytes/bytes.ts";
import { get8 } from "../memory/memory.ts";

const PLUS: i32 = 0x2b;
const MINUS: i32 = 0x2d;
const ZERO: i32 = 0x30;
const NINE: i32 = 0x39;

/** The largest id that USER may name: containerd follows runc there. */
export const SPEC_MOST: string = "2147483647";
/** The largest id that there is: the next one says "unchanged" to chown(2) and setresuid(2). */
export const ID_MOST: string = "4294967294";

/** Whether it is digits, perhaps behind one sign: then it is never a name. */
export function isNumber(at: i32, length: i32): bool {
  const from = signs(at, length);
  if (from == length) return false;
  for (let i = from; i < length; i++) {
    if (get8(at + i) < ZERO || get8(at + i) > NINE) return false;
  }
  return true;
}

/** Whether a number is not negative and no more than `most`, which has ten digits. */
export function isAtMost(at: i32, length: i32, most: string): bool {
  const from = firstDigit(at, length);
  const digits = length - from;
  if (get8(at) == MINUS) return digits == 1 && get8(at + from) == ZERO;
  if (digits != most.length) return digits < most.length;
  for (let i = 0; i < digits; i++) {
    const byte = get8(at + from + i);
    if (byte != most.charCodeAt(i)) return byte < most.charCodeAt(i);
  }
  return true;
}

/** Its value, where it is no more than ID_MOST: the 32 bits of an id. */
export function idAt(at: i32, length: i32): i32 {
  let value = 0;
  for (let i = firstDigit(at, length); i < length; i++) value = (value * 10 + get8(at + i) - ZERO) | 0;
  return value;
}

/** The value of a number that is no more than ID_MOST. */
export function idOf(text: Bytes): i32 {
  return idAt(text.at, text.length);
}

/** Where the digits begin, behind one sign and zeros. */
function firstDigit(at: i32, length: i32): i32 {
  let i = signs(at, length);
  while (i < length - 1 && get8(at + i) == ZERO) i++;
  return i;
}

function signs(at: i32, length: i32): i32 {
  return length > 0 && (get8(at) == PLUS || get8(at) == MINUS) ? 1 : 0;
}
