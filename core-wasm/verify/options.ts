import { Bytes } from "../bytes/bytes.ts";
import { STATMOUNT_STRINGS } from "../kernel/statmount.ts";
import { copy, find8, put8, reserve } from "../memory/memory.ts";

/** Room for what the kernel adds to the options by itself. */
export const OWN_OPTIONS: i32 = 1024;

const BACKSLASH: i32 = 92;
const COMMA: i32 = 44;
const SPACE: i32 = 32;
const TAB: i32 = 9;
const NEWLINE: i32 = 10;

/** The option text of statmount and mountinfo as an array of NUL-terminated options, as the newer option array is. */
export function splitEscaped(text: Bytes): Bytes {
  return unescaped(text, COMMA);
}

/** A field of mountinfo without its octal escapes. */
export function unescapedOctal(text: Bytes): Bytes {
  return unescaped(text, -1).slice(0, unescapedLength(text));
}

/** A path as mountinfo shows it: seq_path of the kernel escapes what would end the field. */
export function escapedOctal(path: Bytes): Bytes {
  const at = reserve(4 * path.length);
  let length = 0;
  for (let i = 0; i < path.length; i++) {
    const byte = path.byte(i);
    if (byte != SPACE && byte != TAB && byte != NEWLINE && byte != BACKSLASH) {
      put8(at + length++, byte);
      continue;
    }
    put8(at + length, BACKSLASH);
    put8(at + length + 1, 48 + (byte >> 6));
    put8(at + length + 2, 48 + ((byte >> 3) & 7));
    put8(at + length + 3, 48 + (byte & 7));
    length += 4;
  }
  return new Bytes(at, length);
}

function unescapedLength(text: Bytes): i32 {
  let length = 0;
  for (let i = 0; i < text.length; length++) i += isEscape(text, i) ? 4 : 1;
  return length;
}

function isEscape(text: Bytes, i: i32): bool {
  return text.byte(i) == BACKSLASH && i + 3 < text.length && isOctal(text, i + 1);
}

/** The bytes that the escapes stand for, with a NUL for each separator and at the end. */
function unescaped(text: Bytes, separator: i32): Bytes {
  const at = reserve(text.length + 1);
  let length = 0;
  let i = 0;
  while (i < text.length) {
    const byte = text.byte(i);
    if (byte == separator) {
      put8(at + length, 0);
      i++;
    } else if (isEscape(text, i)) {
      put8(at + length, (text.byte(i + 1) - 48) * 64 + (text.byte(i + 2) - 48) * 8 + text.byte(i + 3) - 48);
      i += 4;
    } else {
      put8(at + length, byte);
      i++;
    }
    length++;
  }
  put8(at + length, 0);
  return new Bytes(at, length + 1);
}

function isOctal(text: Bytes, from: i32): bool {
  for (let i = from; i < from + 3; i++) {
    const digit = text.byte(i) - 48;
    if (digit < 0 || digit > 7) return false;
  }
  return true;
}

/**
 * The options that name directories, one after the other, each with its NUL: `lowerdir…`, `datadir+`, `upperdir`,
 * `workdir`.
 */
export function directoriesOf(options: Bytes): Bytes {
  // The last option may lack its NUL.
  const at = reserve(options.length + 1);
  let length = 0;
  let i = 0;
  while (i < options.length) {
    const end = find8(options.at + i, options.length - i, 0);
    const size = end < 0 ? options.length - i : end;
    if (namesDirectory(options.slice(i, i + size))) {
      copy(at + length, options.at + i, size);
      put8(at + length + size, 0);
      length += size + 1;
    }
    i += size + 1;
  }
  return new Bytes(at, length);
}

function namesDirectory(option: Bytes): bool {
  return (
    option.startsWith("lowerdir=") ||
    option.startsWith("lowerdir+=") ||
    option.startsWith("datadir+=") ||
    option.startsWith("upperdir=") ||
    option.startsWith("workdir=")
  );
}

/** The bytes up to their first NUL. */
export function terminated(bytes: Bytes): Bytes {
  const end = find8(bytes.at, bytes.length, 0);
  return end < 0 ? bytes : bytes.slice(0, end);
}

/** The strings of a struct statmount from one of its offsets on; empty where the offset leads out of it. */
export function stringsFrom(mount: Bytes, offset: i32): Bytes {
  const room = mount.length - STATMOUNT_STRINGS;
  if (offset < 0 || offset > room) return mount.slice(mount.length, mount.length);
  return mount.slice(STATMOUNT_STRINGS + offset, mount.length);
}
