import { ascii, Bytes } from "../bytes/bytes.ts";
import { RULE_RUN_CAPABILITIES } from "../generated/rules.ts";
import { Capabilities } from "../generated/types.ts";
import { Refusal } from "../refusal/refusal.ts";

/** The largest page of Linux is 256 KiB (hexagon); sums of a few budgets stay far below 2^31. */
const BYTES_MAX: i32 = 1048576;
/**
 * Lower layers that the planner's memory is made for, in one overlay and in a list; no kernel takes more than 500 in
 * one.
 */
export const LAYERS_MAX: i32 = 4096;

/**
 * Whether every budget is a number that a kernel could have. The first that is not is refused, so that no sum wraps.
 */
export function arePlausible(capabilities: Capabilities, refusal: Refusal): bool {
  return (
    within("page-size", capabilities.pageSize, BYTES_MAX, refusal) &&
    within("value-max", capabilities.valueMax, BYTES_MAX, refusal) &&
    within("lower-max", capabilities.lowerMax, LAYERS_MAX, refusal) &&
    within("path-max", capabilities.pathMax, BYTES_MAX, refusal) &&
    within("fsconfig-total", capabilities.fsconfigTotal, BYTES_MAX, refusal)
  );
}

function within(name: string, value: i32, most: i32, refusal: Refusal): bool {
  const item: Bytes = ascii(name);
  return (value >= 0 && value <= most) || refusal.over(RULE_RUN_CAPABILITIES, item, value, most);
}
