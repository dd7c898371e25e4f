import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_WORDS_DANGLING_ESCAPE,
  RULE_WORDS_LOWERDIR_AFTER_DATA,
  RULE_WORDS_LOWERDIR_APPEND,
  RULE_WORDS_LOWERDIR_EMPTY,
  RULE_WORDS_MANY,
} from "../generated/rules.ts";
import { find8 } from "../memory/memory.ts";
import { Refusal } from "../refusal/refusal.ts";
import { BACKSLASH, COLON, isDangling, unescaped } from "./escape.ts";
import { LAYERS_MAX } from "./limits.ts";
import { Meaning } from "./meaning.ts";
import { excerpt, unescapedEnd } from "./split.ts";

/** The value of lowerdir=: names between colons, topmost first; data-only layers after `::`; `\` as in escape.ts. */
export function readLowerdir(value: Bytes, meaning: Meaning, refusal: Refusal): bool {
  if (value.length == 0) return refuseLayer(RULE_WORDS_LOWERDIR_EMPTY, value, meaning, refusal);
  if (value.byte(0) == COLON) return refuseLayer(RULE_WORDS_LOWERDIR_APPEND, value, meaning, refusal);
  if (isDangling(value)) return refuseLayer(RULE_WORDS_DANGLING_ESCAPE, value, meaning, refusal);
  if (find8(value.at, value.length, BACKSLASH) >= 0) meaning.special = true;
  let dataOnly = false;
  let from = 0;
  while (true) {
    const end = unescapedEnd(value, from, COLON);
    if (end == from) return refuseLayer(RULE_WORDS_LOWERDIR_EMPTY, value, meaning, refusal);
    const layers = meaning.lowers.length + meaning.dataOnly.length;
    if (layers == LAYERS_MAX) return refusal.over(RULE_WORDS_MANY, excerpt(value), layers + 1, LAYERS_MAX);
    const name = unescaped(value.slice(from, end));
    if (dataOnly) meaning.dataOnly.push(name);
    else meaning.lowers.push(name);
    if (end == value.length) return true;
    from = end + 1;
    if (from < value.length && value.byte(from) == COLON) {
      dataOnly = true;
      from++;
    } else if (dataOnly) {
      return refuseLayer(RULE_WORDS_LOWERDIR_AFTER_DATA, value, meaning, refusal);
    }
  }
}

/** Names the layer at which the list goes wrong. */
function refuseLayer(rule: i32, value: Bytes, meaning: Meaning, refusal: Refusal): bool {
  refusal.layer = meaning.lowers.length + meaning.dataOnly.length;
  refusal.needs = refusal.layer;
  return refusal.refuse(rule, excerpt(value));
}
