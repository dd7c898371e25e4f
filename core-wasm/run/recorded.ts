import { RULE_BUDGET_MOUNTS, RULE_BUDGET_PATH, RULE_PATH_NUL } from "../generated/rules.ts";
import { Capabilities, MountIdentityList } from "../generated/types.ts";
import { find8 } from "../memory/memory.ts";
import { Refusal } from "../refusal/refusal.ts";
import { pathBytes } from "../ways/budgets.ts";
import { MOUNTS_MAX } from "./registers.ts";

/**
 * Whether recorded mounts can be ones that a mount left: no more than a list has, and their places can be asked for.
 */
export function areRecorded(mounts: MountIdentityList, capabilities: Capabilities, refusal: Refusal): bool {
  if (mounts.length > MOUNTS_MAX) {
    return refusal.over(RULE_BUDGET_MOUNTS, mounts.get(0).target, mounts.length, MOUNTS_MAX);
  }
  for (let i = 0; i < mounts.length; i++) {
    const target = mounts.get(i).target;
    refusal.mount = i;
    if (find8(target.at, target.length, 0) >= 0) return refusal.refuse(RULE_PATH_NUL, target);
    if (target.length > pathBytes(capabilities)) {
      return refusal.over(RULE_BUDGET_PATH, target, target.length, pathBytes(capabilities));
    }
  }
  refusal.mount = -1;
  return true;
}
