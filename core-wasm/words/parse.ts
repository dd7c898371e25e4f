import { RULE_WORDS_MANY } from "../generated/rules.ts";
import { BytesList } from "../generated/types.ts";
import { Refusal } from "../refusal/refusal.ts";
import { WORDS_MAX } from "./limits.ts";
import { Meaning } from "./meaning.ts";
import { excerpt } from "./split.ts";
import { Words } from "./words.ts";

/**
 * What the option words of one mount mean, written into an empty `meaning`. False: refused, and `meaning` is half
 * filled.
 *
 * @param isOverlay lowerdir=, upperdir= and so on name directories; else they are data like any other
 * @param typed the layers are given by themselves (lowers, upper, work), so no word may name them again
 */
export function parseWords(options: BytesList, isOverlay: bool, typed: bool, meaning: Meaning, refusal: Refusal): bool {
  if (options.length > WORDS_MAX) {
    return refusal.over(RULE_WORDS_MANY, excerpt(options.get(0)), options.length, WORDS_MAX);
  }
  const words = new Words(isOverlay, typed, meaning, refusal);
  for (let i = 0; i < options.length; i++) {
    if (!words.add(options.get(i))) return false;
  }
  return words.finish();
}
