import { get8 } from "../memory/memory.ts";
import { Bytes } from "./bytes.ts";

/** What one look at the bytes of a path finds. */
export enum Found {
  /** A NUL: no path. */
  NUL = 1,
  /** `//`, a slash at the end, or a name that begins with a dot and may be `.`: to be tidied, perhaps. */
  UNTIDY = 2,
  /** `:` `,` or `\`, which mount(2)'s option text needs a backslash for. */
  SPECIAL = 4,
}

const SLASH: i32 = 47;
const DOT: i32 = 46;
const COMMA: i32 = 44;
const COLON: i32 = 58;
const BACKSLASH: i32 = 92;

/** Looks at a path from the byte `from` on, once: planning is mostly this. The Found bits. */
export function scan(path: Bytes, from: i32): i32 {
  let found = 0;
  let previous = 0;
  const end = path.at + path.length;
  for (let at = path.at + from; at < end; at++) {
    const byte = get8(at);
    if (byte <= SLASH) {
      if (byte == SLASH || byte == DOT) {
        if (previous == SLASH) found |= Found.UNTIDY;
      } else if (byte == COMMA) found |= Found.SPECIAL;
      else if (byte == 0) found |= Found.NUL;
    } else if (byte == COLON || byte == BACKSLASH) found |= Found.SPECIAL;
    previous = byte;
  }
  return previous == SLASH ? found | Found.UNTIDY : found;
}
