import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_WORDS_INTERNAL,
  RULE_WORDS_MOVE,
  RULE_WORDS_RECURSIVE,
  RULE_WORDS_REMOUNT,
  RULE_WORDS_X_MOUNT,
} from "../generated/rules.ts";
import { Refusal } from "../refusal/refusal.ts";
import { MS_NODEV, MS_NOEXEC, MS_NOSUID } from "./flags.ts";
import { Meaning } from "./meaning.ts";
import { excerpt } from "./split.ts";

/** A word for user space, which never reaches the kernel. False: not one of them. */
export function readUserWord(word: Bytes, meaning: Meaning): bool {
  if (word.is("defaults")) return true;
  // mount(8): these imply safe flags, which a later word may take back.
  if (word.is("user") || word.is("users")) return meaning.set(MS_NOSUID | MS_NODEV | MS_NOEXEC);
  if (word.is("owner") || word.is("group")) return meaning.set(MS_NOSUID | MS_NODEV);
  if (word.is("nouser") || word.is("nousers") || word.is("noowner") || word.is("nogroup")) return true;
  if (word.is("auto") || word.is("noauto") || word.is("nofail") || word.is("_netdev")) return true;
  if (word.is("comment") || word.startsWith("comment=")) return true;
  if (word.startsWith("helper=") || word.startsWith("uhelper=")) return true;
  if (word.startsWith("x-") || word.startsWith("X-")) return true;
  // Not `user=NAME`: that is cifs' own, and whom it does not mean anything to refuses it.
  return false;
}

/** A word that asks for a loop device. False: not one of them. */
export function readLoopWord(word: Bytes, meaning: Meaning): bool {
  if (word.is("loop") || word.startsWith("loop=") || word.startsWith("offset=") || word.startsWith("sizelimit=")) {
    meaning.loop = true;
    return true;
  }
  return false;
}

/** Refuses the words that would change what is mounted, or how, if they were dropped or handed to the kernel. */
export function allowWord(word: Bytes, refusal: Refusal): bool {
  if (word.is("remount")) return refusal.refuse(RULE_WORDS_REMOUNT, excerpt(word));
  if (word.is("move")) return refusal.refuse(RULE_WORDS_MOVE, excerpt(word));
  if (word.startsWith("X-containerd.")) return refusal.refuse(RULE_WORDS_INTERNAL, excerpt(word));
  if (word.startsWith("X-mount.") && !isHarmless(word)) return refusal.refuse(RULE_WORDS_X_MOUNT, excerpt(word));
  if (isQualified(word) || isRecursive(word)) return refusal.refuse(RULE_WORDS_RECURSIVE, excerpt(word));
  return true;
}

/** The X-mount. words without which the same thing is mounted, or nothing is. */
function isHarmless(word: Bytes): bool {
  return (
    is(word, "X-mount.mkdir") ||
    is(word, "X-mount.nocanonicalize") ||
    is(word, "X-mount.noloop") ||
    is(word, "X-mount.auto-fstypes")
  );
}

function is(word: Bytes, name: string): bool {
  return word.startsWith(name) && (word.length == name.length || word.byte(name.length) == 0x3d);
}

/** `ro=recursive` and the like, of mount(8) since 2.39: which of two file-system levels a flag is for. */
function isQualified(word: Bytes): bool {
  return (
    word.startsWith("ro=") ||
    word.startsWith("rw=") ||
    word.startsWith("nosuid=") ||
    word.startsWith("suid=") ||
    word.startsWith("nodev=") ||
    word.startsWith("noexec=") ||
    word.startsWith("exec=") ||
    word.startsWith("noatime=") ||
    word.startsWith("atime=") ||
    word.startsWith("relatime=") ||
    word.startsWith("norelatime=") ||
    word.startsWith("strictatime=") ||
    word.startsWith("nodiratime=") ||
    word.startsWith("diratime=") ||
    word.startsWith("nosymfollow=")
  );
}

/** The OCI runtime's recursive forms: a bind mount ignores them as data and would stay writable. */
function isRecursive(word: Bytes): bool {
  return (
    word.is("rro") ||
    word.is("rrw") ||
    word.is("rnosuid") ||
    word.is("rsuid") ||
    word.is("rnodev") ||
    word.is("rdev") ||
    word.is("rnoexec") ||
    word.is("rexec") ||
    word.is("rnoatime") ||
    word.is("ratime") ||
    word.is("rrelatime") ||
    word.is("rnorelatime") ||
    word.is("rstrictatime") ||
    word.is("rnostrictatime") ||
    word.is("rnodiratime") ||
    word.is("rdiratime") ||
    word.is("rnosymfollow") ||
    word.is("rsymfollow") ||
    word.is("idmap") ||
    word.is("ridmap")
  );
}
