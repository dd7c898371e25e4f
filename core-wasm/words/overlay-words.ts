import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_WORDS_DANGLING_ESCAPE,
  RULE_WORDS_DATA_ONLY_ALONE,
  RULE_WORDS_EMPTY_DIRECTORY,
  RULE_WORDS_LAYERS_GIVEN,
  RULE_WORDS_LOWERDIR_AFTER_DATA,
  RULE_WORDS_LOWERDIR_MIXED,
  RULE_WORDS_LOWERDIR_TWICE,
  RULE_WORDS_UPPERDIR_ALONE,
  RULE_WORDS_WORKDIR_ALONE,
} from "../generated/rules.ts";
import { Refusal } from "../refusal/refusal.ts";
import { isDangling, needsEscape, unescaped } from "./escape.ts";
import { readLowerdir } from "./lowerdir.ts";
import { Meaning } from "./meaning.ts";
import { readPlainLowerdir } from "./plain-lowerdir.ts";
import { after, excerpt } from "./split.ts";

/** Whether a word names directories of an overlay: there, no quote is special. */
export function isOverlayDirectory(word: Bytes): bool {
  return (
    word.startsWith("lowerdir=") ||
    word.startsWith("lowerdir+=") ||
    word.startsWith("datadir+=") ||
    word.startsWith("upperdir=") ||
    word.startsWith("workdir=")
  );
}

/** The words of overlayfs that name directories, in the order and with the escapes of the kernel's own parser. */
export class OverlayWords {
  private readonly meaning: Meaning;
  private readonly refusal: Refusal;
  /** The layers came by themselves, not as words: then only datadir+= may add to them. */
  private readonly typed: bool;
  private list: bool = false;
  private added: bool = false;

  constructor(typed: bool, meaning: Meaning, refusal: Refusal) {
    this.typed = typed;
    this.meaning = meaning;
    this.refusal = refusal;
  }

  /** The short way, for the word at `from` of an element: where a plain lowerdir= ends. -1: take the long way. */
  readPlain(element: Bytes, from: i32): i32 {
    if (this.typed || this.list || this.added) return -1;
    if (!element.slice(from, element.length).startsWith("lowerdir=")) return -1;
    const end = readPlainLowerdir(element, from + 9, this.meaning.lowers);
    this.list = end >= 0;
    if (end < 0) this.meaning.lowers = [];
    return end;
  }

  /** One word of which isOverlayDirectory is true. False: refused. */
  read(word: Bytes): bool {
    if (word.startsWith("datadir+=")) return this.addDataOnly(word, after(word, 9));
    if (this.typed) return this.refusal.refuse(RULE_WORDS_LAYERS_GIVEN, excerpt(word));
    if (word.startsWith("lowerdir+=")) return this.addLower(word, after(word, 10));
    if (word.startsWith("lowerdir=")) return this.replaceLowers(word, after(word, 9));
    const upper = word.startsWith("upperdir=");
    const value = after(word, upper ? 9 : 8);
    if (value.length == 0) return this.refusal.refuse(RULE_WORDS_EMPTY_DIRECTORY, excerpt(word));
    if (isDangling(value)) return this.refusal.refuse(RULE_WORDS_DANGLING_ESCAPE, excerpt(word));
    if (upper) this.meaning.upper = unescaped(value);
    else this.meaning.work = unescaped(value);
    return true;
  }

  /** After the last word: what only the whole list shows, directories that the caller put into the meaning included. */
  finish(): bool {
    const upper = this.meaning.upper;
    const work = this.meaning.work;
    if (this.meaning.readOnly) return this.hasLower();
    if (upper != null && work == null) return this.refusal.refuse(RULE_WORDS_UPPERDIR_ALONE, excerpt(upper));
    if (upper == null && work != null) return this.refusal.refuse(RULE_WORDS_WORKDIR_ALONE, excerpt(work));
    return this.hasLower();
  }

  private hasLower(): bool {
    if (!this.typed && this.meaning.lowers.length == 0 && this.meaning.dataOnly.length > 0) {
      return this.refusal.refuse(RULE_WORDS_DATA_ONLY_ALONE, excerpt(this.meaning.dataOnly[0] as Bytes));
    }
    return true;
  }

  /** A second lowerdir= replaces the first without a word (kernel.md §3.1): nobody means that. */
  private replaceLowers(word: Bytes, value: Bytes): bool {
    if (this.list) return this.refusal.refuse(RULE_WORDS_LOWERDIR_TWICE, excerpt(word));
    if (this.added) return this.refusal.refuse(RULE_WORDS_LOWERDIR_MIXED, excerpt(word));
    this.list = true;
    return readLowerdir(value, this.meaning, this.refusal);
  }

  /** lowerdir+= is literal, backslashes included, for mount(2), for mount(8) and for fsconfig. */
  private addLower(word: Bytes, value: Bytes): bool {
    if (this.meaning.dataOnly.length > 0) return this.refusal.refuse(RULE_WORDS_LOWERDIR_AFTER_DATA, excerpt(word));
    if (!this.canAdd(word, value)) return false;
    this.meaning.lowers.push(value);
    return true;
  }

  private addDataOnly(word: Bytes, value: Bytes): bool {
    if (!this.canAdd(word, value)) return false;
    this.meaning.dataOnly.push(value);
    return true;
  }

  private canAdd(word: Bytes, value: Bytes): bool {
    if (this.list) return this.refusal.refuse(RULE_WORDS_LOWERDIR_MIXED, excerpt(word));
    if (value.length == 0) return this.refusal.refuse(RULE_WORDS_EMPTY_DIRECTORY, excerpt(word));
    // No more of them than words are read, so they need no bound of their own.
    this.added = true;
    if (needsEscape(value)) this.meaning.special = true;
    return true;
  }
}
