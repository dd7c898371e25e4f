import { common, find8, get8, put8, reserve } from "../memory/memory.ts";
import { Bytes } from "./bytes.ts";

const SLASH: i32 = 47;
const DOT: i32 = 46;

/** Where the last `/` before `end` is, or -1. */
export function lastSlash(path: Bytes, end: i32): i32 {
  let i = end - 1;
  while (i >= 0 && get8(path.at + i) != SLASH) i--;
  return i;
}

/** The directory that holds `path`, without a slash at its end; empty for a child of `/`. */
export function directory(path: Bytes): Bytes {
  const slash = lastSlash(path, path.length);
  return path.slice(0, slash < 0 ? 0 : slash);
}

/** The last name of `path`. */
export function basename(path: Bytes): Bytes {
  return path.slice(lastSlash(path, path.length) + 1, path.length);
}

/** Whether `path` lies beneath `parent` (which has no slash at its end): on a name's boundary, not by prefix (T2). */
export function isBeneath(path: Bytes, parent: Bytes): bool {
  return (
    path.length > parent.length &&
    get8(path.at + parent.length) == SLASH &&
    common(path.at, parent.at, parent.length) == parent.length
  );
}

/** Whether the bytes from `from` on hold `//`, `/.` as a whole name, or end with `/`. */
function isUntidy(path: Bytes, from: i32): bool {
  let i = from;
  const end = path.length;
  while (i < end) {
    const slash = find8(path.at + i, end - i, SLASH);
    if (slash < 0) return false;
    i += slash + 1;
    if (i >= end) return true;
    const next = path.byte(i);
    if (next == SLASH) return true;
    if (next == DOT && (i + 1 == end || path.byte(i + 1) == SLASH)) return true;
  }
  return false;
}

/**
 * The path without `//`, `/./` and slashes at its end; `/` becomes empty. Names stay as they are, `..` too:
 * what it leads to is the kernel's to say. `known` bytes at the start are tidy already.
 */
export function tidied(path: Bytes, known: i32): Bytes {
  if (!isUntidy(path, known)) return path;
  const at = reserve(path.length);
  let length = 0;
  let i = 0;
  while (i < path.length) {
    while (i < path.length && path.byte(i) == SLASH) i++;
    let end = i;
    while (end < path.length && path.byte(end) != SLASH) end++;
    const isDot = end - i == 1 && path.byte(i) == DOT;
    if (end > i && !isDot) {
      put8(at + length, SLASH);
      length++;
      while (i < end) {
        put8(at + length, path.byte(i));
        length++;
        i++;
      }
    }
    i = end;
  }
  return new Bytes(at, length);
}

/** Whether one of the names is `..`: then text cannot tell what lies beneath what. */
export function climbs(path: Bytes, from: i32): bool {
  let i = from;
  while (i + 1 < path.length) {
    const dot = find8(path.at + i, path.length - i, DOT);
    if (dot < 0) return false;
    i += dot;
    const starts = i == 0 || path.byte(i - 1) == SLASH;
    if (starts && i + 1 < path.length && path.byte(i + 1) == DOT) {
      if (i + 2 == path.length || path.byte(i + 2) == SLASH) return true;
    }
    i++;
  }
  return false;
}
