import { Bytes } from "../bytes/bytes.ts";
import { RULE_CLOSE_HELD } from "../generated/rules.ts";
import { Capabilities, MountRequest, Phase, Proof, Way } from "../generated/types.ts";
import { Overlay } from "../overlay/overlay.ts";
import { performContext } from "../perform/context.ts";
import { performBind, performPlain } from "../perform/others.ts";
import { performPage } from "../perform/page.ts";
import { Kind, MountPlan } from "../plan/mount-plan.ts";
import { close } from "../program/effects.ts";
import { Program } from "../program/program.ts";
import { changesPropagation, closeParents, closeSeen, lookAtLayers, lookAtTarget } from "../verify/look.ts";
import { MountProgram } from "./mount-program.ts";
import { surveyOwners } from "./owners.ts";
import { ROOT, SEEN, TARGETS } from "./registers.ts";
import { openParents, surveyLayers, surveyLooks, surveySource, surveyUpper } from "./survey.ts";
import { surveyTarget } from "./survey-target.ts";

/** Texts of a program besides paths and words. */
const OTHER_TEXT: i32 = 1024;
/** Operations of a program besides those of layers, words and parents. */
const OTHER_OPS: i32 = 72;
/** Operations that one layer can need: a look, two identities, a run of names, open, statx, fsconfig, close. */
const LAYER_OPS: i32 = 12;

/**
 * The whole program of one mount: survey, perform, verify and close, or what of them is asked for. `looked`: symlinks
 * were dealt with. `aside`: see surveyTarget.
 */
export function buildMount(
  plan: MountPlan,
  request: MountRequest,
  target: Bytes,
  looked: bool,
  aside: Bytes,
  capabilities: Capabilities,
): MountProgram {
  const m = new MountProgram(plan, roomFor(plan, request, target));
  const proof = request.proof != Proof.NONE;
  const last = plan.index == request.mounts.length - 1;
  const held = proof || request.mounts.length > 1;
  const journal = journalOf(request);
  if (plan.kind == Kind.OVERLAY) {
    const overlay = plan.overlay;
    if (overlay !== null) buildOverlay(m, overlay, request, target, looked, aside, capabilities);
  } else {
    if (plan.kind == Kind.BIND && held) surveySource(m, capabilities);
    surveyTarget(m, target, request.makeTarget && plan.index == 0, aside, held, capabilities);
    if (plan.kind == Kind.BIND) performBind(m, target, journal, capabilities);
    else performPlain(m, target, capabilities);
  }
  // A list needs its root open, so that its sub-targets are resolved beneath it.
  const root = plan.target.length == 0;
  const changed = changesPropagation(plan, capabilities);
  if (held || changed) {
    if (root && plan.index > 0) {
      m.program.phase = Phase.CLOSE;
      close(m.program, RULE_CLOSE_HELD, ROOT);
    }
    lookAtTarget(m, root ? ROOT : SEEN, target, capabilities);
    if (!root) closeSeen(m);
  }
  const overlay = plan.overlay;
  if (overlay !== null) {
    if (request.proof == Proof.IDENTITY) lookAtLayers(m, overlay, capabilities);
    closeParents(m, overlay);
  }
  if (last) closeTargets(m, request.mounts.length, held, changed);
  return m;
}

function buildOverlay(
  m: MountProgram,
  overlay: Overlay,
  request: MountRequest,
  target: Bytes,
  looked: bool,
  aside: Bytes,
  capabilities: Capabilities,
): void {
  const choice = m.plan.choice;
  if (choice === null) return;
  const proof = request.proof != Proof.NONE;
  openParents(m, overlay);
  if (proof) {
    surveyUpper(m, overlay, capabilities);
    if (!looked && request.allow == 0) surveyLooks(m, overlay, capabilities);
    if (request.proof == Proof.IDENTITY) surveyLayers(m, overlay, capabilities);
    surveyOwners(m, overlay, capabilities);
  }
  const make = request.makeTarget && m.plan.index == 0;
  surveyTarget(m, target, make, aside, proof || request.mounts.length > 1, capabilities);
  if (choice.way == Way.RELATIVE || choice.way == Way.PREFIX) {
    performPage(m, overlay, choice.cwd, target, capabilities);
  } else {
    performContext(m, overlay, choice.way, choice.cwd, target, proof, journalOf(request), capabilities);
  }
}

/** The register that ids are noted in; -1: none. */
function journalOf(request: MountRequest): i32 {
  return request.hasJournal ? request.journal : -1;
}

function closeTargets(m: MountProgram, mounts: i32, held: bool, looked: bool): void {
  const p = m.program;
  p.phase = Phase.CLOSE;
  if (held || looked) close(p, RULE_CLOSE_HELD, ROOT);
  if (!held) return;
  for (let i = 0; i < mounts; i++) close(p, RULE_CLOSE_HELD, TARGETS + i);
}

/** A program with room for the longest spelling of everything. */
function roomFor(plan: MountPlan, request: MountRequest, target: Bytes): Program {
  let texts = OTHER_TEXT + 8 * target.length + 4 * plan.target.length + 2 * plan.source.length + plan.fstype.length;
  let ops = OTHER_OPS + request.mounts.length;
  for (let i = 0; i < plan.data.length; i++) texts += plan.data[i].length + 1;
  const overlay = plan.overlay;
  if (overlay === null) return new Program(texts, ops);
  const naming = overlay.naming;
  const again = request.proof == Proof.IDENTITY ? 3 : 2;
  for (let i = 0; i < naming.layers.length; i++) {
    const layer = naming.layers[i];
    texts += 2 * layer.full.length + again * (layer.length + 2) + 32;
  }
  for (let i = 0; i < naming.parents.length; i++) texts += naming.parents[i].length + 2;
  const upper = naming.upper;
  const work = naming.work;
  if (upper !== null) texts += 4 * upper.full.length + 96;
  if (work !== null) texts += 5 * work.full.length + 96;
  for (let i = 0; i < overlay.words.length; i++) texts += overlay.words[i].length + 2;
  ops += naming.layers.length * LAYER_OPS + naming.parents.length * 2 + overlay.words.length * 2;
  return new Program(texts, ops);
}
