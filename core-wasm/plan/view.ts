// What a mount that is there for a while makes of its words, where containerd's WithTempMount and WithReadonlyTempMount
// do (containerd.md §1.5). The caller's own words are never changed: what is dropped is dropped from their meaning.

import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_VIEW_MAPS,
  RULE_VIEW_READ_ONLY,
  RULE_VIEW_UPPER,
  RULE_VIEW_VOLATILE,
  RULE_VIEW_WORD,
} from "../generated/rules.ts";
import { View } from "../generated/types.ts";
import { MS_RDONLY } from "../kernel/flags.ts";
import { Meaning } from "../words/meaning.ts";
import { MountPlan } from "./mount-plan.ts";

/** Changes what the words of one mount mean. `isOverlay`: it has layers, and is no bind. */
export function applyView(plan: MountPlan, view: i32, isOverlay: bool, meaning: Meaning): void {
  if (view == View.ASKED) return;
  if (isOverlay) dropVolatile(plan, view, meaning);
  if (view == View.TEMPORARY) return;
  if (isOverlay) withoutUpper(plan, meaning);
  else readOnly(plan, meaning);
}

/** By either of its names: what it leaves beneath the workdir would be in the way of the next mount. */
function dropVolatile(plan: MountPlan, view: i32, meaning: Meaning): void {
  const kept: Bytes[] = [];
  for (let i = 0; i < meaning.data.length; i++) {
    const word = meaning.data[i];
    if (!word.is("volatile") && !word.is("fsync=volatile")) kept.push(word);
    else if (view == View.TEMPORARY) plan.warn(RULE_VIEW_VOLATILE, word);
    else plan.note(RULE_VIEW_WORD, word);
  }
  meaning.data = kept;
}

/** Taking down an overlay with an upperdir writes back everything on the file system of that; without one nothing. */
function withoutUpper(plan: MountPlan, meaning: Meaning): void {
  const upper = meaning.upper;
  const uidmap = meaning.uidmap;
  const gidmap = meaning.gidmap;
  // An upperdir alone was never a list of layers: that stays refused.
  if (upper !== null && meaning.lowers.length > 0) {
    const layers: Bytes[] = [upper];
    for (let i = 0; i < meaning.lowers.length; i++) layers.push(meaning.lowers[i]);
    meaning.lowers = layers;
    plan.note(RULE_VIEW_UPPER, upper);
  }
  meaning.upper = null;
  meaning.work = null;
  // One alone is refused: it is said once of both.
  if (uidmap !== null) plan.warn(RULE_VIEW_MAPS, uidmap);
  else if (gidmap !== null) plan.warn(RULE_VIEW_MAPS, gidmap);
  meaning.uidmap = null;
  meaning.gidmap = null;
}

/** Maps stay: they are of the mount, and not of its layers. */
function readOnly(plan: MountPlan, meaning: Meaning): void {
  if ((meaning.flagsSet & MS_RDONLY) == 0) plan.note(RULE_VIEW_READ_ONLY, plan.source);
  meaning.set(MS_RDONLY);
}
