// Limits of overlayfs that some kernels refuse without a word, each with another number.

import { RULE_BUDGET_LOWER, RULE_CLOSE_HELD, RULE_EXPLAIN_DEPTH, RULE_OVERLAY_DEPTH } from "../generated/rules.ts";
import { Phase } from "../generated/types.ts";
import { EINVAL, ENOMEM } from "../kernel/errno.ts";
import { O_PATH, OVERLAYFS_MAGIC } from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { Overlay } from "../overlay/overlay.ts";
import { CWD } from "../program/layout.ts";
import { close, fstatfs, open } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { History } from "./history.ts";
import { LOOK } from "./registers.ts";

/** OVL_MAX_STACK: one more is ENOMEM on 5.10 and EINVAL later (kernels.md). */
const OVL_MAX_STACK: i32 = 500;
/** Operations of one layer: open, fstatfs, close. */
const EACH: i32 = 3;

/** Too many layers, or file systems stacked too high. False: not answered yet. */
export function explainLimits(overlay: Overlay, errno: i32, history: History, refusal: Refusal): bool {
  const layers = overlay.naming.layers;
  if ((errno == EINVAL || errno == ENOMEM) && layers.length > OVL_MAX_STACK) {
    refusal.over(RULE_BUDGET_LOWER, overlay.source, layers.length, OVL_MAX_STACK);
    return true;
  }
  if (errno != EINVAL) return true;
  let texts = 64;
  for (let i = 0; i < layers.length; i++) texts += layers[i].full.length + 1;
  const program = new Program(texts, EACH * layers.length);
  program.phase = Phase.EXPLAIN;
  const places: i32[] = [];
  for (let i = 0; i < layers.length; i++) {
    program.subject = i;
    const path = program.text(layers[i].full);
    open(program, RULE_EXPLAIN_DEPTH, LOOK, CWD, path, O_PATH);
    program.soft(program.count - 1);
    places.push(fstatfs(program, RULE_EXPLAIN_DEPTH, LOOK));
    program.soft(program.count - 1);
    program.soft(close(program, RULE_CLOSE_HELD, LOOK));
  }
  const seen = history.take(program);
  if (seen === null) return false;
  for (let i = 0; i < layers.length; i++) {
    if (!seen.did(EACH * i + 1) || get32(seen.address(places[i])) != OVERLAYFS_MAGIC) continue;
    refusal.layer = i;
    refusal.refuse(RULE_OVERLAY_DEPTH, layers[i].full);
    return true;
  }
  return true;
}
