import { Bytes } from "../bytes/bytes.ts";
import { find8 } from "../memory/memory.ts";
import { BACKSLASH, COMMA } from "./escape.ts";

const QUOTE: i32 = 0x22;
const EQUALS: i32 = 0x3d;
const MINUS: i32 = 0x2d;
const BRACE: i32 = 0x7b;
const EXCERPT: i32 = 80;

/**
 * Where the word that begins at `from` ends: at the next comma that is not escaped, not quoted and not inside an id
 * map. `literal`: the word names overlay's directories, where a quote is a byte like any other. -1: a quote is never
 * closed.
 */
export function wordEnd(element: Bytes, from: i32, literal: bool): i32 {
  if (literal) return unescapedEnd(element, from, COMMA);
  const rest = element.slice(from, element.length);
  const comma = find8(rest.at, rest.length, COMMA);
  const end = comma < 0 ? rest.length : comma;
  if (isMap(rest)) return mapEnd(element, from + end);
  if (find8(rest.at, end, BACKSLASH) < 0 && find8(rest.at, end, QUOTE) < 0) return from + end;
  return quotedEnd(element, from);
}

/** Where the first `separator` is that no backslash makes literal; the length where there is none. */
export function unescapedEnd(bytes: Bytes, from: i32, separator: i32): i32 {
  let at = from;
  let end = -1;
  while (at < bytes.length) {
    // A separator found ahead stays the next one until an escape reaches it: no byte is looked at more than twice.
    if (end < at) {
      const found = find8(bytes.at + at, bytes.length - at, separator);
      end = found < 0 ? bytes.length : at + found;
    }
    const backslash = find8(bytes.at + at, end - at, BACKSLASH);
    if (backslash < 0) return end;
    at += backslash + 2;
  }
  return bytes.length;
}

/** Whether a word is uidmap= or gidmap=. */
export function isMap(word: Bytes): bool {
  return word.startsWith("uidmap=") || word.startsWith("gidmap=");
}

/** What follows the first `length` bytes of a word. */
export function after(word: Bytes, length: i32): Bytes {
  return word.slice(length, word.length);
}

/** The beginning of what a sentence names: 500 layers in a sentence help nobody. */
export function excerpt(bytes: Bytes): Bytes {
  return bytes.length > EXCERPT ? bytes.slice(0, EXCERPT) : bytes;
}

/** Whether `{{` is there: a place that containerd's mount manager was to fill in. */
export function hasTemplate(text: Bytes): bool {
  let from = 0;
  while (from + 1 < text.length) {
    const brace = find8(text.at + from, text.length - from, BRACE);
    if (brace < 0) return false;
    from += brace + 1;
    if (from < text.length && text.byte(from) == BRACE) return true;
  }
  return false;
}

/** The ranges of a map are separated by commas; no word of a mount begins with a digit or a sign. */
function mapEnd(element: Bytes, comma: i32): i32 {
  let end = comma;
  while (end + 1 < element.length && isRangeStart(element.byte(end + 1))) {
    const next = find8(element.at + end + 1, element.length - end - 1, COMMA);
    end = next < 0 ? element.length : end + 1 + next;
  }
  return end;
}

function isRangeStart(byte: i32): bool {
  return (byte >= 0x30 && byte <= 0x39) || byte == MINUS;
}

/** A backslash takes the next byte along; a quote counts right after the first `=`, as in context="a:b,c". */
function quotedEnd(element: Bytes, from: i32): i32 {
  let equals = -1;
  let quoted = false;
  let i = from;
  while (i < element.length) {
    const byte = element.byte(i);
    if (byte == BACKSLASH) i++;
    else if (quoted) quoted = byte != QUOTE;
    else if (byte == COMMA) return i;
    else if (byte == QUOTE) quoted = equals >= 0 && equals == i - 1;
    else if (byte == EQUALS && equals < 0) equals = i;
    i++;
  }
  return quoted ? -1 : element.length;
}
