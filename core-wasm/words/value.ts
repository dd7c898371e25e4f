import { Bytes } from "../bytes/bytes.ts";
import { find8 } from "../memory/memory.ts";

const EQUALS: i32 = 61;
const QUOTE: i32 = 34;

/** Bytes of a word's key: up to its `=`, or all of it where the word is a flag. */
export function keyLength(word: Bytes): i32 {
  const equals = find8(word.at, word.length, EQUALS);
  return equals < 0 ? word.length : equals;
}

/**
 * The value of `key=value` as fsconfig(2) takes it, empty for a flag: the quotes around it belong to mount(2)'s option
 * text, where they guard commas, and would be part of the value in a context.
 */
export function wordValue(word: Bytes): Bytes {
  const from = keyLength(word) + 1;
  if (from >= word.length) return word.slice(word.length, word.length);
  const value = word.slice(from, word.length);
  const last = value.length - 1;
  return last > 0 && value.byte(0) == QUOTE && value.byte(last) == QUOTE ? value.slice(1, last) : value;
}
