// What the words of a mount mean: mount(8)'s words, containerd's lists, overlayfs' own. Pure: bytes in, `Meaning` out.
// This file: names with a backslash before the bytes that would end them.
import { Bytes } from "../bytes/bytes.ts";
import { copy, find8, get8, put8, reserve } from "../memory/memory.ts";

export const COMMA: i32 = 0x2c;
export const COLON: i32 = 0x3a;
export const BACKSLASH: i32 = 0x5c;

/**
 * Whether a name has a byte that needs a backslash. One escaping serves lowerdir= of mount(2), and upperdir= and
 * workdir= of mount(2) and of fsconfig: the kernel takes escapes out of those two by either interface, so that a name
 * with a backslash sent literally opens another directory. lowerdir+ and datadir+ are literal and never escaped.
 */
export function needsEscape(name: Bytes): bool {
  return (
    find8(name.at, name.length, BACKSLASH) >= 0 ||
    find8(name.at, name.length, COLON) >= 0 ||
    find8(name.at, name.length, COMMA) >= 0
  );
}

/** How long the name is once escaped. */
export function escapedLength(name: Bytes): i32 {
  if (!needsEscape(name)) return name.length;
  let length = name.length;
  for (let i = 0; i < name.length; i++) {
    if (isSpecial(name.byte(i))) length++;
  }
  return length;
}

/** Writes the name escaped to `to` and returns how many bytes that were: `escapedLength(name)`. */
export function putEscaped(to: i32, name: Bytes): i32 {
  if (!needsEscape(name)) {
    copy(to, name.at, name.length);
    return name.length;
  }
  let at = to;
  for (let i = 0; i < name.length; i++) {
    const byte = name.byte(i);
    if (isSpecial(byte)) put8(at++, BACKSLASH);
    put8(at++, byte);
  }
  return at - to;
}

/**
 * The name without its escapes, as the kernel reads it: a backslash makes any byte after it literal, and a lone one at
 * the end is dropped.
 */
export function unescaped(name: Bytes): Bytes {
  let backslash = find8(name.at, name.length, BACKSLASH);
  if (backslash < 0) return name;
  const to = reserve(name.length);
  let length = 0;
  let from = 0;
  while (backslash >= 0) {
    copy(to + length, name.at + from, backslash);
    length += backslash;
    from += backslash + 1;
    if (from < name.length) put8(to + length++, name.byte(from++));
    backslash = find8(name.at + from, name.length - from, BACKSLASH);
  }
  copy(to + length, name.at + from, name.length - from);
  return new Bytes(to, length + name.length - from);
}

/** Whether a backslash without anything after it ends the word: joined, it would swallow the comma that follows. */
export function isDangling(word: Bytes): bool {
  let run = 0;
  while (run < word.length && get8(word.at + word.length - 1 - run) == BACKSLASH) run++;
  return (run & 1) == 1;
}

function isSpecial(byte: i32): bool {
  return byte == COMMA || byte == COLON || byte == BACKSLASH;
}
