// Numbers of 32 and 64 bits without a sign, in the signed 32-bit words that both builds have.

import { put8 } from "../memory/memory.ts";

const DIGIT: i32 = 48;
const MINUS: i32 = 45;
const SMALLEST: i32 = -2147483648;
/** A tenth of 2^32, below which another digit fits. */
const TENTH: i32 = 429496729;

/** Whether a < b, both without a sign. */
export function below(a: i32, b: i32): bool {
  return (a ^ SMALLEST) < (b ^ SMALLEST);
}

/** Whether another digit fits behind the number. */
export function fits(value: i32, digit: i32): bool {
  return value >= 0 && (value < TENTH || (value == TENTH && digit <= 5));
}

/** Writes a number without a sign in decimal; how many bytes. */
export function putUnsigned(to: i32, value: i32): i32 {
  return putParts(to, (value >>> 16) & 0xffff, value & 0xffff, 0, 0, 2);
}

/** Writes 64 bits, of which the highest is a sign; how many bytes. */
export function putWide(to: i32, low: i32, high: i32): i32 {
  if (high >= 0) return putParts(to, (high >>> 16) & 0xffff, high & 0xffff, (low >>> 16) & 0xffff, low & 0xffff, 4);
  put8(to, MINUS);
  const other = ~low;
  const l0 = (other & 0xffff) + 1;
  const l1 = ((other >>> 16) & 0xffff) + (l0 >>> 16);
  const h0 = (~high & 0xffff) + (l1 >>> 16);
  const h1 = ((~high >>> 16) & 0xffff) + (h0 >>> 16);
  return 1 + putParts(to + 1, h1 & 0xffff, h0 & 0xffff, l1 & 0xffff, l0 & 0xffff, 4);
}

/** The first `count` of four 16-bit parts, highest first, in decimal. */
function putParts(to: i32, a: i32, b: i32, c: i32, d: i32, count: i32): i32 {
  const digits: i32[] = [];
  let p0 = a;
  let p1 = b;
  let p2 = c;
  let p3 = d;
  do {
    let rest = p0 % 10;
    p0 = (p0 / 10) | 0;
    let part = rest * 65536 + p1;
    p1 = (part / 10) | 0;
    rest = part % 10;
    if (count == 4) {
      part = rest * 65536 + p2;
      p2 = (part / 10) | 0;
      rest = part % 10;
      part = rest * 65536 + p3;
      p3 = (part / 10) | 0;
      rest = part % 10;
    }
    digits.push(rest);
  } while ((p0 | p1 | p2 | p3) != 0);
  for (let i = 0; i < digits.length; i++) put8(to + i, DIGIT + digits[digits.length - 1 - i]);
  return digits.length;
}
