import { Bytes } from "../bytes/bytes.ts";
import { isBeneath } from "../bytes/path.ts";
import { RULE_UPPER_INSIDE_LOWER, RULE_UPPER_WORK_NESTED, RULE_WORK_INSIDE_LOWER } from "../generated/rules.ts";
import { Allowances } from "../generated/types.ts";
import { common } from "../memory/memory.ts";
import { Refusal } from "../refusal/refusal.ts";

/** By text; symlinks by identity in the survey. All lies in the root: through the mount it is seen as ELOOP. */
export function separate(layers: Bytes[], shared: i32, upper: Bytes, work: Bytes, allow: i32, refusal: Refusal): bool {
  if (upper.equals(work) || isBeneath(upper, work) || isBeneath(work, upper)) {
    refusal.other = work;
    return refusal.refuse(RULE_UPPER_WORK_NESTED, upper);
  }
  if ((allow & Allowances.UPPER_INSIDE_LOWER) != 0) return true;
  // What does not begin as all layers do lies in none of them.
  const first = layers[0];
  const holdsUpper = upper.length >= shared && common(upper.at, first.at, shared) == shared;
  const holdsWork = work.length >= shared && common(work.at, first.at, shared) == shared;
  if (!holdsUpper && !holdsWork) return true;
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i];
    const inside = isBeneath(upper, layer) || upper.equals(layer);
    if (layer.length == 0 || (!inside && !isBeneath(work, layer))) continue;
    refusal.layer = i;
    refusal.other = layer;
    return refusal.refuse(inside ? RULE_UPPER_INSIDE_LOWER : RULE_WORK_INSIDE_LOWER, inside ? upper : work);
  }
  return true;
}
