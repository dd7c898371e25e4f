// EROFS in a mount list. Pure: whether `.erofslayer` is in the directory found here is for the caller to look at.
import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_EROFS_NO_LAYERS,
  RULE_EROFS_NO_MOUNTS,
  RULE_EROFS_OTHER_TYPE,
  RULE_WORDS_DANGLING_ESCAPE,
  RULE_WORDS_MANY,
  RULE_WORDS_QUOTE,
} from "../generated/rules.ts";
import { Mount, MountList } from "../generated/types.ts";
import { Refusal } from "../refusal/refusal.ts";
import { isDangling, unescaped } from "../words/escape.ts";
import { WORDS_MAX } from "../words/limits.ts";
import { isOverlayDirectory } from "../words/overlay-words.ts";
import { after, excerpt, wordEnd } from "../words/split.ts";
import { directoryOf, resolvedDirectory } from "./resolve.ts";

const SLASH: i32 = 0x2f;

/**
 * The directory of a list that an EROFS snapshotter may have prepared, as containerd's MountsToLayer finds it
 * (containerd.md §3.4): beside the writable image that is made first; else beside the last mount's source; for an
 * overlay beside its upperdir, or without one beside the topmost layer. Null: refused.
 */
export function erofsLayer(mounts: MountList, refusal: Refusal): Bytes | null {
  if (mounts.length == 0) {
    refusal.refuse(RULE_EROFS_NO_MOUNTS, refusal.item);
    return null;
  }
  const first = mounts.get(0);
  refusal.mount = 0;
  if (first.fstype.startsWith("mkfs/")) return directoryOf(first.source, refusal);
  refusal.mount = mounts.length - 1;
  const last = mounts.get(mounts.length - 1);
  const type = lastSegment(last.fstype);
  if (type.is("bind") || type.is("erofs")) return resolvedDirectory(last.source, mounts, mounts.length - 1, refusal);
  if (type.is("overlay")) return overlayDirectory(last, mounts, refusal);
  refusal.refuse(RULE_EROFS_OTHER_TYPE, last.fstype);
  return null;
}

/** containerd takes whole elements, and upperdir= as it is written; here words are split and escapes taken out. */
function overlayDirectory(overlay: Mount, mounts: MountList, refusal: Refusal): Bytes | null {
  const options = overlay.options;
  let lowers = overlay.lowers.length > 0;
  let words = 0;
  let upper: Bytes | null = null;
  if (overlay.hasUpper) upper = overlay.upper;
  if (options.length > WORDS_MAX) {
    refusal.over(RULE_WORDS_MANY, excerpt(overlay.source), options.length, WORDS_MAX);
    return null;
  }
  for (let i = 0; i < options.length; i++) {
    const element = options.get(i);
    let from = 0;
    while (from < element.length) {
      words++;
      if (words > WORDS_MAX) {
        refusal.over(RULE_WORDS_MANY, excerpt(element), words, WORDS_MAX);
        return null;
      }
      const end = wordEnd(element, from, isOverlayDirectory(element.slice(from, element.length)));
      if (end < 0) {
        refusal.refuse(RULE_WORDS_QUOTE, excerpt(element));
        return null;
      }
      const word = element.slice(from, end);
      if (word.startsWith("lowerdir=") || word.startsWith("lowerdir+=")) lowers = true;
      if (word.startsWith("upperdir=")) {
        if (isDangling(word)) {
          refusal.refuse(RULE_WORDS_DANGLING_ESCAPE, excerpt(word));
          return null;
        }
        upper = unescaped(after(word, 9));
      }
      from = end + 1;
    }
  }
  if (upper != null) return resolvedDirectory(upper, mounts, mounts.length - 1, refusal);
  if (lowers) return directoryOf(mounts.get(0).source, refusal);
  refusal.refuse(RULE_EROFS_NO_LAYERS, overlay.fstype);
  return null;
}

/** `format/mkdir/overlay` is an overlay once the mount manager has done its part. */
function lastSegment(fstype: Bytes): Bytes {
  let from = fstype.length;
  while (from > 0 && fstype.byte(from - 1) != SLASH) from--;
  return fstype.slice(from, fstype.length);
}
