import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_WORDS_DANGLING_ESCAPE,
  RULE_WORDS_LONG,
  RULE_WORDS_MANY,
  RULE_WORDS_NUL,
  RULE_WORDS_QUOTE,
  RULE_WORDS_TEMPLATE,
} from "../generated/rules.ts";
import { find8 } from "../memory/memory.ts";
import { Refusal } from "../refusal/refusal.ts";
import { isDangling } from "./escape.ts";
import { readFlagWord, readPropagationWord } from "./flags.ts";
import { WORD_MAX, WORDS_MAX } from "./limits.ts";
import { Meaning } from "./meaning.ts";
import { isOverlayDirectory, OverlayWords } from "./overlay-words.ts";
import { after, excerpt, hasTemplate, isMap, wordEnd } from "./split.ts";
import { allowWord, readLoopWord, readUserWord } from "./user-words.ts";

const EQUALS: i32 = 0x3d;

/** Reads the option elements of one mount, one after the other, into a Meaning. */
export class Words {
  private readonly isOverlay: bool;
  private readonly meaning: Meaning;
  private readonly refusal: Refusal;
  private readonly overlay: OverlayWords;

  /** `typed`: the layers are given by themselves, so no word may name them again. */
  constructor(isOverlay: bool, typed: bool, meaning: Meaning, refusal: Refusal) {
    this.isOverlay = isOverlay;
    this.meaning = meaning;
    this.refusal = refusal;
    this.overlay = new OverlayWords(typed, meaning, refusal);
  }

  /** One element, which may hold several words. False: refused. */
  add(element: Bytes): bool {
    let from = 0;
    while (from < element.length) {
      if (this.meaning.words == WORDS_MAX) {
        return this.refusal.over(RULE_WORDS_MANY, excerpt(element), WORDS_MAX + 1, WORDS_MAX);
      }
      this.meaning.words++;
      const rest = element.slice(from, element.length);
      const names = this.isOverlay && isOverlayDirectory(rest);
      const plain = names ? this.overlay.readPlain(element, from) : -1;
      if (plain >= 0) {
        from = plain + 1;
        continue;
      }
      const end = wordEnd(element, from, names);
      if (end < 0) return this.refusal.refuse(RULE_WORDS_QUOTE, excerpt(rest));
      const word = element.slice(from, end);
      if (word.length > 0 && !(this.isReadable(word) && (names ? this.overlay.read(word) : this.read(word))))
        return false;
      from = end + 1;
    }
    return true;
  }

  /** After the last element. False: refused. */
  finish(): bool {
    return !this.isOverlay || this.overlay.finish();
  }

  private isReadable(word: Bytes): bool {
    if (find8(word.at, word.length, 0) >= 0) return this.refusal.refuse(RULE_WORDS_NUL, excerpt(word));
    if (hasTemplate(word)) return this.refusal.refuse(RULE_WORDS_TEMPLATE, excerpt(word));
    return true;
  }

  private read(word: Bytes): bool {
    const meaning = this.meaning;
    // A map has bounds of its own, and says which range is too much.
    if (word.length > WORD_MAX && !isMap(word))
      return this.refusal.over(RULE_WORDS_LONG, excerpt(word), word.length, WORD_MAX);
    // No flag has a value: most words of an overlay are spared the two tables.
    const valued = find8(word.at, word.length, EQUALS) >= 0;
    if (!valued && (readFlagWord(word, meaning) || readPropagationWord(word, meaning))) return true;
    if (!allowWord(word, this.refusal)) return false;
    if (readUserWord(word, meaning) || readLoopWord(word, meaning)) return true;
    if (isMap(word)) {
      if (word.startsWith("uidmap=")) meaning.uidmap = after(word, 7);
      else meaning.gidmap = after(word, 7);
      return true;
    }
    if (this.isOverlay && isDangling(word)) return this.refusal.refuse(RULE_WORDS_DANGLING_ESCAPE, excerpt(word));
    meaning.data.push(word);
    return true;
  }
}
