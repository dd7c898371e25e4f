import { classes } from "../memory/memory.ts";
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

/** Looks at a path from the byte `from` on, once: planning is mostly this. The Found bits. */
export function scan(path: Bytes, from: i32): i32 {
  return classes(path.at + from, path.length - from);
}
