import { Bytes } from "../bytes/bytes.ts";
import { RULE_CLOSE_HELD, RULE_SURVEY_PARENT } from "../generated/rules.ts";
import { Allowances, Capabilities, MountRequest, Phase, Proof, Way } from "../generated/types.ts";
import { attachClones, CLONE_OPS, makeClones, SCRATCH_ROOM } from "../idmap/clones.ts";
import { chownUpper, surveyClones, surveyOwner, surveyUpperMount } from "../idmap/survey.ts";
import { Overlay } from "../overlay/overlay.ts";
import { performContext } from "../perform/context.ts";
import { performBind, performPlain } from "../perform/others.ts";
import { performPage } from "../perform/page.ts";
import { Kind, MountPlan } from "../plan/mount-plan.ts";
import { close } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { changesPropagation, closeParents, closeSeen, lookAtLayers, lookAtTarget } from "../verify/look.ts";
import { closeSurvey } from "./close-survey.ts";
import { Aside } from "./make-target.ts";
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

/** What earlier programs of a mount have found out already. */
export class Known {
  /** Symlinks were dealt with. */
  looked: bool = false;
  /** Every layer that needs a clone of its own has one. */
  parted: bool = false;
  /** The upperdir's owner will do, or is to be changed. */
  owned: bool = false;
  /** Root can write to the upperdir, though its mount is id-mapped. */
  writable: bool = false;
  /** An earlier survey stopped and left open what this one opens. */
  again: bool = false;
}

/**
 * The whole program of one mount: survey, perform, verify and close, or what of them is asked for. `aside`: see
 * surveyTarget.
 */
export function buildMount(
  plan: MountPlan,
  request: MountRequest,
  target: Bytes,
  known: Known,
  aside: Aside,
  capabilities: Capabilities,
): MountProgram {
  const m = new MountProgram(plan, roomFor(plan, request, target));
  const proof = request.proof != Proof.NONE;
  const last = plan.index == request.mounts.length - 1;
  const held = proof || request.mounts.length > 1;
  const journal = journalOf(request);
  if (plan.kind == Kind.OVERLAY) {
    const overlay = plan.overlay;
    if (overlay !== null) buildOverlay(m, overlay, request, target, known, aside, capabilities);
  } else {
    if (plan.kind == Kind.BIND && held) surveySource(m, capabilities);
    surveyTarget(m, target, aside.wanted && plan.index == 0, aside.path, held, capabilities);
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
  known: Known,
  aside: Aside,
  capabilities: Capabilities,
): void {
  const choice = m.plan.choice;
  if (choice === null) return;
  const proof = request.proof != Proof.NONE;
  if (m.plan.maps !== null && known.again) {
    m.program.phase = Phase.SURVEY;
    closeSurvey(m.program, RULE_SURVEY_PARENT, overlay.naming.parents.length, m.plan.index);
  }
  openParents(m, overlay);
  if (proof) {
    surveyUpper(m, overlay, capabilities);
    if (!known.looked && (request.allow & Allowances.UPPER_INSIDE_LOWER) == 0) {
      // The look for clones finds symlinks on the way to the layers.
      surveyLooks(m, overlay, m.plan.maps === null || known.parted, capabilities);
    }
    if (request.proof == Proof.IDENTITY) surveyLayers(m, overlay, capabilities);
    surveyOwners(m, overlay, capabilities);
  }
  const maps = m.plan.maps;
  if (maps !== null) {
    if (!proof) surveyUpper(m, overlay, capabilities);
    if (!known.owned) surveyOwner(m, maps, overlay);
    if (!known.writable) surveyUpperMount(m, overlay, capabilities);
    if (!known.parted) surveyClones(m, overlay);
  }
  const make = aside.wanted && m.plan.index == 0;
  surveyTarget(m, target, make, aside.path, proof || request.mounts.length > 1, capabilities);
  if (maps !== null) {
    makeClones(m, overlay, maps);
    attachClones(m, maps, request, journalOf(request), capabilities);
    chownUpper(m, maps, overlay, journalOf(request), capabilities);
  }
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
  const scratch = request.hasScratch ? request.scratch.directory.length + request.scratch.token.length + 8 : 0;
  for (let i = 0; i < plan.data.length; i++) texts += plan.data[i].length + 1;
  const maps = plan.maps;
  if (maps !== null) texts += maps.uid.text.length + maps.gid.text.length + 2 * scratch;
  const overlay = plan.overlay;
  if (overlay === null) return new Program(texts, ops);
  const naming = overlay.naming;
  const again = request.proof == Proof.IDENTITY ? 3 : 2;
  for (let i = 0; i < naming.layers.length; i++) {
    const layer = naming.layers[i];
    texts += 2 * layer.full.length + again * (layer.length + 2) + 32;
    if (naming.mapped) texts += 2 * layer.full.length + SCRATCH_ROOM + scratch;
  }
  for (let i = 0; i < naming.parents.length; i++) texts += naming.parents[i].length + 2;
  const upper = naming.upper;
  const work = naming.work;
  if (upper !== null) texts += 4 * upper.full.length + 96;
  if (work !== null) texts += 5 * work.full.length + 96;
  for (let i = 0; i < overlay.words.length; i++) texts += overlay.words[i].length + 2;
  if (naming.mapped) ops += (naming.layers.length + naming.parents.length) * CLONE_OPS;
  if (naming.mapped) texts += naming.parents.length * (SCRATCH_ROOM + scratch + 8);
  ops += naming.layers.length * LAYER_OPS + naming.parents.length * 2 + overlay.words.length * 2;
  return new Program(texts, ops);
}
