// After a failure of the kernel: which layer it was, and the kernel's own words.

import { ascii, Bytes } from "../bytes/bytes.ts";
import { opName } from "../generated/effects.ts";
import {
  RULE_EXPLAIN_LAYER,
  RULE_EXPLAIN_LOG,
  RULE_KERNEL_PERMISSION,
  RULE_KERNEL_REFUSED,
  RULE_ORDINARY_BIND_TREE,
} from "../generated/rules.ts";
import { Capabilities, Phase, Way } from "../generated/types.ts";
import { EINVAL, EPERM } from "../kernel/errno.ts";
import { OPEN_TREE_CLONE } from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { Overlay } from "../overlay/overlay.ts";
import { Kind } from "../plan/mount-plan.ts";
import { isNamespaced } from "../plan/privilege.ts";
import { CWD, OP_BYTES } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { close, read, statx } from "../program/on-files.ts";
import { openTree } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { blameLayer, blameTree } from "./blame-layer.ts";
import { explainLimits } from "./explain-limits.ts";
import { History } from "./history.ts";
import { MountProgram } from "./mount-program.ts";
import { CONTEXT, LOOK } from "./registers.ts";
import { statxMask } from "./survey.ts";

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
  if (isLockedTree(m, errno, capabilities)) refusal.refuse(RULE_ORDINARY_BIND_TREE, m.plan.source);
  refusal.other = m.plan.fstype;
  refusal.refuse(errno == EPERM ? RULE_KERNEL_PERMISSION : RULE_KERNEL_REFUSED, stoppedOp(m, failed.done()));
  return explanation;
}

/** Whether the kernel would not part a tree from the mounts beneath it: then nothing was done at all. */
function isLockedTree(m: MountProgram, errno: i32, capabilities: Capabilities): bool {
  const alone = m.plan.kind == Kind.BIND && !m.plan.recursive;
  return alone && errno == EINVAL && isNamespaced(capabilities);
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
  const program = new Program(texts, 3 * layers.length + MESSAGES);
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
  const paths: i32[] = [];
  for (let i = 0; i < layers.length; i++) {
    program.subject = i;
    const path = program.text(layers[i].full);
    paths.push(path);
    places.push(statx(program, RULE_EXPLAIN_LAYER, -1, CWD, path, 0, statxMask(capabilities)));
    program.soft(program.count - 1);
  }
  const trees = program.count;
  // The kernel clones a layer's mount alone, and does not where that would show what it hides.
  if (errno == EINVAL && isNamespaced(capabilities)) {
    for (let i = 0; i < layers.length; i++) {
      program.subject = i;
      program.soft(openTree(program, RULE_EXPLAIN_LAYER, LOOK, CWD, paths[i], OPEN_TREE_CLONE));
      program.soft(close(program, RULE_EXPLAIN_LAYER, LOOK));
    }
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
  blameLayer(overlay, errno, seen, first, places, refusal);
  if (refusal.rule < 0) blameTree(overlay, seen, trees, refusal);
  if (refusal.rule >= 0 || explainLimits(overlay, errno, history, refusal)) return true;
  explanation.pending = true;
  return false;
}

/** The message without its level and the newline at its end. */
function words(message: Bytes): Bytes {
  let from = 0;
  let to = message.length;
  if (to > 2 && message.byte(1) == 32) from = 2;
  while (to > from && (message.byte(to - 1) == 10 || message.byte(to - 1) == 0)) to--;
  return message.slice(from, to);
}
