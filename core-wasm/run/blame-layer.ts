// Which layer it was that the kernel did not take, by what a look at the layers has shown.

import { Bytes } from "../bytes/bytes.ts";
import { isBeneath } from "../bytes/path.ts";
import {
  RULE_LAYER_DUPLICATE,
  RULE_LAYER_INSIDE_UPPER,
  RULE_LAYER_MISSING,
  RULE_LAYER_NESTED,
  RULE_LAYER_NOT_DIRECTORY,
  RULE_ORDINARY_LAYER_TREE,
} from "../generated/rules.ts";
import { EINVAL, ELOOP, ENOENT, ENOTDIR } from "../kernel/errno.ts";
import { S_IFDIR, S_IFMT } from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { Named } from "../names/named.ts";
import { Overlay } from "../overlay/overlay.ts";
import { Observation } from "../program/observation.ts";
import { Refusal } from "../refusal/refusal.ts";
import { IDENTITY_AT } from "./survey.ts";

/** Puts the layer and the rule into the refusal; `first` is the statx of the first layer, `places` what they gave. */
export function blameLayer(
  overlay: Overlay,
  errno: i32,
  seen: Observation,
  first: i32,
  places: i32[],
  refusal: Refusal,
): void {
  const layers = overlay.naming.layers;
  for (let i = 0; i < layers.length; i++) {
    refusal.layer = i;
    const result = -seen.result(first + i);
    if (result == ENOENT || result == ENOTDIR) {
      refusal.refuse(RULE_LAYER_MISSING, layers[i].full);
      return;
    }
    if (result == 0 && (get32(seen.address(places[i])) & S_IFMT) != S_IFDIR) {
      refusal.refuse(RULE_LAYER_NOT_DIRECTORY, layers[i].full);
      return;
    }
  }
  refusal.layer = -1;
  if (errno != ELOOP) return;
  for (let i = 0; i < layers.length; i++) {
    for (let j = 0; j < i; j++) {
      if (seen.same(places[i] + IDENTITY_AT, places[j] + IDENTITY_AT, 16)) {
        accuse(overlay, i, j, RULE_LAYER_DUPLICATE, refusal);
        return;
      }
    }
  }
  const upper = overlay.naming.upper;
  const work = overlay.naming.work;
  for (let i = 0; i < layers.length; i++) {
    const insideUpper = isInside(layers[i].full, upper);
    if (!insideUpper && !isInside(layers[i].full, work)) continue;
    refusal.layer = i;
    if (upper !== null && work !== null) refusal.other = insideUpper ? upper.full : work.full;
    refusal.refuse(RULE_LAYER_INSIDE_UPPER, layers[i].full);
    return;
  }
  for (let i = 0; i < layers.length; i++) {
    for (let j = 0; j < layers.length; j++) {
      if (i != j && isBeneath(layers[i].full, layers[j].full)) {
        accuse(overlay, i, j, RULE_LAYER_NESTED, refusal);
        return;
      }
    }
  }
}

/** The first layer whose mount could not be had without those beneath it; asked in pairs of operations from `first`. */
export function blameTree(overlay: Overlay, seen: Observation, first: i32, refusal: Refusal): void {
  const layers = overlay.naming.layers;
  for (let i = 0; first + 2 * i < seen.program.count; i++) {
    if (seen.result(first + 2 * i) != -EINVAL) continue;
    refusal.layer = i;
    refusal.refuse(RULE_ORDINARY_LAYER_TREE, layers[i].full);
    return;
  }
}

/** A layer inside the upperdir or the workdir, by text. */
function isInside(layer: Bytes, top: Named | null): bool {
  return top !== null && isBeneath(layer, top.full);
}

function accuse(overlay: Overlay, layer: i32, other: i32, rule: i32, refusal: Refusal): void {
  refusal.layer = layer;
  refusal.otherLayer = other;
  refusal.other = overlay.naming.layers[other].full;
  refusal.refuse(rule, overlay.naming.layers[layer].full);
}
