// The paths of a request, checked and tidied before anything is decided about them.

import { ascii, Bytes, joined } from "../bytes/bytes.ts";
import { climbs, lastSlash, tidied } from "../bytes/path.ts";
import { Found, scan } from "../bytes/scan.ts";
import { RULE_BUDGET_PATH, RULE_PATH_NUL, RULE_PATH_RELATIVE, RULE_TARGET_ROOT } from "../generated/rules.ts";
import { Capabilities } from "../generated/types.ts";
import { common, find8 } from "../memory/memory.ts";
import { Refusal } from "../refusal/refusal.ts";
import { pathBytes } from "../ways/budgets.ts";
import { MountPlan } from "./mount-plan.ts";

const SLASH: i32 = 47;

/**
 * Tidies all layers in place; what they share with the first needs no second look (seam.md §2). How many bytes all of
 * them begin with in common; -1: refused.
 */
export function checkLayers(plan: MountPlan, layers: Bytes[], capabilities: Capabilities, refusal: Refusal): i32 {
  let first = layers[0];
  let shared = first.length;
  let all = 0;
  const most = pathBytes(capabilities);
  // The last slash of the first path before everything that was shared so far: up to there nothing is new.
  let base = -1;
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i];
    refusal.layer = i;
    let known = 0;
    if (i > 0) {
      const limit = layer.length < first.length ? layer.length : first.length;
      const same = common(layer.at, first.at, limit);
      if (same < shared) shared = same;
      if (same <= base || base < 0) base = lastSlash(first, shared);
      known = base;
    }
    if (known <= 0) {
      known = 0;
      if (layer.length == 0 || layer.byte(0) != SLASH) {
        refusal.refuse(RULE_PATH_RELATIVE, layer);
        return -1;
      }
    }
    const found = scan(layer, known);
    all |= found;
    if ((found & Found.NUL) != 0) {
      refusal.refuse(RULE_PATH_NUL, layer);
      return -1;
    }
    if (layer.length > most) {
      refusal.over(RULE_BUDGET_PATH, layer, layer.length, most);
      return -1;
    }
    const tidy = (found & Found.UNTIDY) != 0 ? tidied(layer, known) : layer;
    if (tidy.length != layer.length && tidy.length < shared) shared = tidy.length;
    layers[i] = tidy;
    if (i == 0) {
      first = tidy;
      shared = tidy.length;
    }
  }
  refusal.layer = -1;
  plan.special = (all & Found.SPECIAL) != 0;
  return shared;
}

/** An absolute path, tidied; null where there is none. What is wrong with it is in the refusal. */
export function checkedPath(path: Bytes | null, capabilities: Capabilities, refusal: Refusal): Bytes | null {
  if (path === null) return null;
  if (path.length == 0 || path.byte(0) != SLASH) refusal.refuse(RULE_PATH_RELATIVE, path);
  else if (find8(path.at, path.length, 0) >= 0) refusal.refuse(RULE_PATH_NUL, path);
  else if (path.length > pathBytes(capabilities)) {
    refusal.over(RULE_BUDGET_PATH, path, path.length, pathBytes(capabilities));
  }
  return tidied(path, 0);
}

/**
 * The sub-target without slashes at its start and its end. `..` is left to openat2, which keeps it beneath the root.
 */
export function subTarget(target: Bytes, capabilities: Capabilities, refusal: Refusal): Bytes {
  if (target.length == 0) return target;
  if (find8(target.at, target.length, 0) >= 0) refusal.refuse(RULE_PATH_NUL, target);
  if (target.length > pathBytes(capabilities)) {
    refusal.over(RULE_BUDGET_PATH, target, target.length, pathBytes(capabilities));
  }
  const rooted = target.byte(0) == SLASH ? target : joined(ascii("/"), target);
  const tidy = tidied(rooted, 0);
  return tidy.length == 0 ? tidy : tidy.slice(1, tidy.length);
}

/** The directory that is mounted on, checked; empty: refused. */
export function checkedTarget(target: Bytes, capabilities: Capabilities, refusal: Refusal): Bytes {
  const path = checkedPath(target, capabilities, refusal);
  if (path === null || refusal.rule >= 0) return new Bytes(0, 0);
  if (path.length == 0 || climbs(path, 0)) refusal.refuse(RULE_TARGET_ROOT, target);
  return path;
}
