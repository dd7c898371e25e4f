// Decimal numbers as Go's strconv.Atoi takes them, by which containerd tells an id from a name.

import { Bytes } from "../bytes/bytes.ts";

const PLUS: i32 = 0x2b;
const MINUS: i32 = 0x2d;
const ZERO: i32 = 0x30;
const NINE: i32 = 0x39;

/** The largest id that USER may name: containerd follows runc there. */
export const SPEC_MOST: string = "2147483647";
/** The largest id that there is: the next one says "unchanged" to chown(2) and setresuid(2). */
export const ID_MOST: string = "4294967294";

/** Where the digits begin, behind one sign and zeros. */
function firstDigit(text: Bytes): i32 {
  let i = signs(text);
  while (i < text.length - 1 && text.byte(i) == ZERO) i++;
  return i;
}

function signs(text: Bytes): i32 {
  return text.length > 0 && (text.byte(0) == PLUS || text.byte(0) == MINUS) ? 1 : 0;
}

/** Whether it is digits, perhaps behind one sign: then it is never a name. */
export function isNumber(text: Bytes): bool {
  const from = signs(text);
  if (from == text.length) return false;
  for (let i = from; i < text.length; i++) {
    if (text.byte(i) < ZERO || text.byte(i) > NINE) return false;
  }
  return true;
}

/** Whether a number is not negative and no more than `most`, which has ten digits. */
export function isAtMost(text: Bytes, most: string): bool {
  const from = firstDigit(text);
  const digits = text.length - from;
  if (text.byte(0) == MINUS) return digits == 1 && text.byte(from) == ZERO;
  if (digits != most.length) return digits < most.length;
  for (let i = 0; i < digits; i++) {
    const byte = text.byte(from + i);
    if (byte != most.charCodeAt(i)) return byte < most.charCodeAt(i);
  }
  return true;
}

/** Its value, where it is no more than ID_MOST: the 32 bits of an id. */
export function idOf(text: Bytes): i32 {
  let value = 0;
  for (let i = firstDigit(text); i < text.length; i++) value = (value * 10 + text.byte(i) - ZERO) | 0;
  return value;
}
