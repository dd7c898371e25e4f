import { Bytes } from "../bytes/bytes.ts";
import { common, get8, get32 } from "../memory/memory.ts";
import { COLON, COMMA } from "./escape.ts";
import { LAYERS_MAX } from "./limits.ts";

// The short way for what nearly every list is: names of plain bytes between single colons. It reads every byte once,
// the part that a name has in common with the one before eight at a time; all else goes the long way (lowerdir.ts).

/**
 * Reads the names from `from` to the next comma or the end into `lowers` and returns where that is. -1: not that plain,
 * and what is in `lowers` is to be thrown away.
 */
export function readPlainLowerdir(element: Bytes, from: i32, lowers: Bytes[]): i32 {
  const end = element.at + element.length;
  let at = element.at + from;
  let before = at;
  let known = 0;
  while (lowers.length < LAYERS_MAX) {
    const rest = end - at;
    if (known > rest) known = rest;
    const same = common(before, at, known);
    const length = same + plainRun(at + same, rest - same);
    const stop = length == rest ? COMMA : get8(at + length);
    if (length == 0 || (stop != COLON && stop != COMMA)) return -1;
    lowers.push(new Bytes(at, length));
    if (stop == COMMA) return at + length - element.at;
    before = at;
    known = length;
    at += length + 1;
  }
  return -1;
}

/** How many bytes are plain: from `-` to `z` without colon and backslash; so no comma, NUL, brace, space or quote. */
function plainRun(at: i32, size: i32): i32 {
  let i = 0;
  while (i + 4 <= size && isPlain4(get32(at + i))) i += 4;
  while (i < size && isPlain(get8(at + i))) i++;
  return i;
}

/** Four bytes at once: a top bit comes out where a byte is below `-`, above `z`, a colon or a backslash. */
function isPlain4(bytes: i32): bool {
  const colon = bytes ^ 0x3a3a3a3a;
  const backslash = bytes ^ 0x5c5c5c5c;
  const below = (bytes - 0x2d2d2d2d) & ~bytes;
  const equal = ((colon - 0x01010101) & ~colon) | ((backslash - 0x01010101) & ~backslash);
  return ((below | equal | (bytes + 0x05050505) | bytes) & -0x7f7f7f80) == 0;
}

function isPlain(byte: i32): bool {
  return byte >= 0x2d && byte <= 0x7a && byte != COLON && byte != 0x5c;
}
