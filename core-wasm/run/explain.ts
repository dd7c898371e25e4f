// After a failure of the kernel: which layer it was, and the kernel's own words.

import { ascii, Bytes } from "../bytes/bytes.ts";
import { isBeneath } from "../bytes/path.ts";
import { opName } from "../generated/effects.ts";
import {
  RULE_EXPLAIN_LAYER,
  RULE_EXPLAIN_LOG,
  RULE_KERNEL_PERMISSION,
  RULE_KERNEL_REFUSED,
  RULE_LAYER_DUPLICATE,
  RULE_LAYER_INSIDE_UPPER,
  RULE_LAYER_MISSING,
  RULE_LAYER_NESTED,
  RULE_LAYER_NOT_DIRECTORY,
} from "../generated/rules.ts";
import { Capabilities, Phase, Way } from "../generated/types.ts";
import { ELOOP, ENOENT, ENOTDIR, EPERM } from "../kernel/errno.ts";
import { S_IFDIR, S_IFMT } from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { Named } from "../names/named.ts";
import { Overlay } from "../overlay/overlay.ts";
import { read, statx } from "../program/effects.ts";
import { CWD, OP_BYTES } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { History } from "./history.ts";
import { MountProgram } from "./mount-program.ts";
import { CONTEXT } from "./registers.ts";
import { IDENTITY_AT, statxMask } from "./survey.ts";

/** Messages of a context that are fetched, and the room of one. */
const MESSAGES: i32 = 4;
const MESSAGE_ROOM: i32 = 512;

/** What was found out about a failure. */
export class Explanation {
  pending: bool = false;
  /** The kernel's own words. */
  kernel: Bytes = new Bytes(0, 0);
}

/** The name of the operation that stopped a program. */
export function stoppedOp(m: MountProgram, at: i32): Bytes {
  return ascii(opName(m.program.opAt(at)));
}

/** Which layer an operation was about; -1: none. */
export function subjectOf(m: MountProgram, at: i32): i32 {
  return get32(m.program.at + get32(m.program.at + 12) + at * OP_BYTES + 36);
}

/** Looks at the layers and the context's log after the kernel refused, and puts the cause into the refusal. */
export function explain(
  m: MountProgram,
  failed: Observation,
  history: History,
  capabilities: Capabilities,
  refusal: Refusal,
): Explanation {
  const explanation = new Explanation();
  const errno = failed.errno();
  refusal.mount = m.plan.index;
  refusal.errno = errno;
  const overlay = m.plan.overlay;
  if (overlay !== null) {
    const choice = m.plan.choice;
    const context = choice !== null && choice.way != Way.RELATIVE && choice.way != Way.PREFIX;
    if (!explainOverlay(overlay, context, errno, history, capabilities, refusal, explanation)) return explanation;
  }
  if (refusal.rule >= 0) return explanation;
  refusal.other = m.plan.fstype;
  refusal.refuse(errno == EPERM ? RULE_KERNEL_PERMISSION : RULE_KERNEL_REFUSED, stoppedOp(m, failed.done()));
  return explanation;
}

/** False: not answered yet. */
function explainOverlay(
  overlay: Overlay,
  context: bool,
  errno: i32,
  history: History,
  capabilities: Capabilities,
  refusal: Refusal,
  explanation: Explanation,
): bool {
  const layers = overlay.naming.layers;
  let texts = 64;
  for (let i = 0; i < layers.length; i++) texts += layers[i].full.length + 1;
  const program = new Program(texts, layers.length + MESSAGES);
  program.phase = Phase.EXPLAIN;
  const logs: i32[] = [];
  if (context) {
    for (let i = 0; i < MESSAGES; i++) {
      logs.push(read(program, RULE_EXPLAIN_LOG, CONTEXT, MESSAGE_ROOM));
      program.soft(program.count - 1);
    }
  }
  const first = program.count;
  const places: i32[] = [];
  for (let i = 0; i < layers.length; i++) {
    program.subject = i;
    const path = program.text(layers[i].full);
    places.push(statx(program, RULE_EXPLAIN_LAYER, -1, CWD, path, 0, statxMask(capabilities)));
    program.soft(program.count - 1);
  }
  const seen = history.take(program);
  if (seen === null) {
    explanation.pending = true;
    return false;
  }
  // The last message is about what failed last.
  for (let i = 0; i < logs.length; i++) {
    if (seen.did(i)) explanation.kernel = words(new Bytes(seen.address(logs[i]), seen.result(i)));
  }
  blame(overlay, errno, seen, first, places, refusal);
  return true;
}

/** The message without its level and the newline at its end. */
function words(message: Bytes): Bytes {
  let from = 0;
  let to = message.length;
  if (to > 2 && message.byte(1) == 32) from = 2;
  while (to > from && (message.byte(to - 1) == 10 || message.byte(to - 1) == 0)) to--;
  return message.slice(from, to);
}

function blame(overlay: Overlay, errno: i32, seen: Observation, first: i32, places: i32[], refusal: Refusal): void {
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
