import { Bytes } from "../bytes/bytes.ts";
import { RULE_EROFS_NO_DIRECTORY, RULE_EROFS_TEMPLATE } from "../generated/rules.ts";
import { MountList } from "../generated/types.ts";
import { find8 } from "../memory/memory.ts";
import { Refusal } from "../refusal/refusal.ts";
import { hasTemplate } from "../words/split.ts";

const SLASH: i32 = 0x2f;
const SPACE: i32 = 0x20;

/**
 * The directory in which a path lies, as text: nothing is looked up, `..` stays. Null: refused, because the path is
 * relative or has no directory, where containerd goes on with the working directory of its process.
 */
export function directoryOf(path: Bytes, refusal: Refusal): Bytes | null {
  let end = withoutSlashes(path, path.length);
  while (end > 0 && path.byte(end - 1) != SLASH) end--;
  const parent = withoutSlashes(path, end);
  if (end == 0 || path.byte(0) != SLASH || find8(path.at, path.length, 0) >= 0) {
    refusal.refuse(RULE_EROFS_NO_DIRECTORY, path);
    return null;
  }
  return path.slice(0, parent > 0 ? parent : 1);
}

/** The same for a path that may begin with `{{ mount N }}`: then the directory of that earlier mount's source. */
export function resolvedDirectory(path: Bytes, mounts: MountList, before: i32, refusal: Refusal): Bytes | null {
  const number = templateMount(path);
  if (number == -1) return directoryOf(path, refusal);
  if (number < 0 || number >= before) {
    refusal.refuse(RULE_EROFS_TEMPLATE, path);
    return null;
  }
  return directoryOf(mounts.get(number).source, refusal);
}

/** N of `{{ mount N }}` at the start of a path. -1: no template; -2: another template, or a broken one. */
function templateMount(path: Bytes): i32 {
  if (!hasTemplate(path)) return -1;
  if (!path.startsWith("{{")) return -2;
  let i = skipSpaces(path, 2);
  if (!path.slice(i, path.length).startsWith("mount ")) return -2;
  i = skipSpaces(path, i + 6);
  const first = i;
  let number = 0;
  while (i < path.length && path.byte(i) >= 0x30 && path.byte(i) <= 0x39 && i - first < 8) {
    number = number * 10 + path.byte(i) - 0x30;
    i++;
  }
  if (i == first) return -2;
  const rest = path.slice(skipSpaces(path, i), path.length);
  return rest.startsWith("}}") && !hasTemplate(rest) ? number : -2;
}

function skipSpaces(path: Bytes, from: i32): i32 {
  let i = from;
  while (i < path.length && path.byte(i) == SPACE) i++;
  return i;
}

/** How much of the first `end` bytes is left without the slashes at their end. */
function withoutSlashes(path: Bytes, end: i32): i32 {
  let left = end;
  while (left > 0 && path.byte(left - 1) == SLASH) left--;
  return left;
}
