// Names that carry the token of a run: whoever finds one knows which run made it.

import { ascii, Bytes, joined } from "../bytes/bytes.ts";
import { directory } from "../bytes/path.ts";
import { put8, reserve } from "../memory/memory.ts";

const TOKEN_MAX: i32 = 64;
const DASH: i32 = 45;
/** What the name of a target begins with while nobody else can know of it. */
export const ASIDE: string = ".layermount-target-";

/** Whether these are 1 to 64 letters and digits. */
export function isToken(token: Bytes): bool {
  if (token.length == 0 || token.length > TOKEN_MAX) return false;
  for (let i = 0; i < token.length; i++) {
    const byte = token.byte(i) | 32;
    const digit = token.byte(i) >= 48 && token.byte(i) <= 57;
    if (!digit && (byte < 97 || byte > 122)) return false;
  }
  return true;
}

/** The source of the run's n-th mount, where it has none of its own. */
export function sourceNamed(token: Bytes, index: i32): Bytes {
  const digits = reserve(4);
  put8(digits, DASH);
  put8(digits + 1, 48 + ((index / 100) | 0));
  put8(digits + 2, 48 + (((index / 10) | 0) % 10));
  put8(digits + 3, 48 + (index % 10));
  return joined(joined(ascii("layermount-"), token), new Bytes(digits, 4));
}

/** The name that a target has while nobody else can know of it. */
export function asideNamed(target: Bytes, token: Bytes): Bytes {
  return joined(joined(joined(directory(target), ascii("/")), ascii(ASIDE)), token);
}

/** Whether this is the source of a mount of this run, or the name of a target that it made aside. */
export function carriesToken(name: Bytes, token: Bytes): bool {
  const rest = name.length - token.length;
  for (let at = 0; at <= rest; at++) {
    if (name.slice(at, at + token.length).equals(token)) return token.length > 0;
  }
  return false;
}
