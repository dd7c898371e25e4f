import { Bytes } from "../bytes/bytes.ts";
import { RULE_WORDS_MANY } from "../generated/rules.ts";
import { Mount } from "../generated/types.ts";
import { Refusal } from "../refusal/refusal.ts";
import { LAYERS_MAX } from "./limits.ts";
import { Meaning } from "./meaning.ts";
import { parseWords } from "./parse.ts";
import { excerpt } from "./split.ts";

/** Reads all words of one mount, and its typed layers where they are given. False: refused. */
export function readMountWords(mount: Mount, meaning: Meaning, refusal: Refusal): bool {
  const lowers = mount.lowers;
  const typed = lowers.length > 0 || mount.hasUpper || mount.hasWork;
  if (lowers.length > LAYERS_MAX) {
    return refusal.over(RULE_WORDS_MANY, excerpt(mount.source), lowers.length, LAYERS_MAX);
  }
  if (typed) {
    const layers = new Array<Bytes>(lowers.length);
    for (let i = 0; i < layers.length; i++) layers[i] = lowers.get(i);
    meaning.lowers = layers;
    if (mount.hasUpper) meaning.upper = mount.upper;
    if (mount.hasWork) meaning.work = mount.work;
  }
  return parseWords(mount.options, mount.fstype.is("overlay"), typed, meaning, refusal);
}
