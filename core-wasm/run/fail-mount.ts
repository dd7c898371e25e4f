import { Answer } from "../answers/answer.ts";
import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_BIND_SOURCE_MISSING,
  RULE_LAYER_MISSING,
  RULE_LIST_SUB_IS_ROOT,
  RULE_ORDINARY_BIND_TREE,
  RULE_ORDINARY_LAYER_TREE,
  RULE_RUN_ABORTED,
  RULE_SURVEY_FAILED,
  RULE_TARGET_CANNOT_MAKE,
  RULE_TARGET_MISSING,
  RULE_TARGET_NOT_DIRECTORY,
  RULE_UPPER_MISSING,
  RULE_UPPER_OTHER_MOUNT,
  RULE_UPPER_VOLATILE,
  RULE_VERIFY_LAYER_CHANGED,
  RULE_VERIFY_NOT_MOUNTED,
  RULE_VERIFY_READ_ONLY,
  RULE_VERIFY_REPLACED,
  RULE_VERIFY_UNPROVED,
  RULE_WAY_DESCRIPTOR_NUMBER,
  RULE_WORK_MISSING,
} from "../generated/rules.ts";
import { Capabilities, MountRequest, Verdict } from "../generated/types.ts";
import { blameMaps } from "../idmap/blame.ts";
import { EEXIST, ENOENT, ENOTDIR, EOVERFLOW, ESTALE } from "../kernel/errno.ts";
import { Named } from "../names/named.ts";
import { Observation } from "../program/observation.ts";
import { Refusal } from "../refusal/refusal.ts";
import { registersOf, undo } from "../undo/undo.ts";
import { explain, stoppedOp, subjectOf } from "./explain.ts";
import { History } from "./history.ts";
import { MountPlans } from "./mount-plans.ts";
import { MountProgram } from "./mount-program.ts";

/**
 * Ends a run that cannot go on: finds the cause, takes everything back, and answers. `seen` is null where the mount's
 * program was not even given out.
 */
export function fail(
  request: MountRequest,
  all: MountPlans,
  m: MountProgram,
  seen: Observation | null,
  refusal: Refusal,
  history: History,
  capabilities: Capabilities,
  answer: Answer,
): void {
  let kernel = new Bytes(0, 0);
  // A survey that stopped has changed nothing but, perhaps, a target that was made.
  let surveyed = seen === null || (!seen.complete() && seen.done() < m.performFrom);
  let why = refusal;
  if (history.aborted) {
    why = new Refusal();
    why.refuse(RULE_RUN_ABORTED, all.target);
  } else if (refusal.rule < 0 && seen !== null && !seen.complete()) {
    const at = seen.done();
    refusal.mount = m.plan.index;
    refusal.errno = seen.errno();
    if (surveyed) blameSurvey(m, seen, all.target, refusal);
    else if (at <= m.attach) blamePerform(m, seen, refusal);
    else blameVerify(m, seen, refusal);
    if (refusal.rule < 0) {
      const explanation = explain(m, seen, history, capabilities, refusal);
      if (explanation.pending) {
        answer.perform(history);
        return;
      }
      kernel = explanation.kernel;
      if (refusal.rule == RULE_ORDINARY_BIND_TREE || refusal.rule == RULE_ORDINARY_LAYER_TREE) surveyed = true;
    }
  }
  // A bind's clone and its maps are nothing that anybody has seen.
  if (seen !== null && !seen.complete() && seen.done() >= m.mapFrom && seen.done() < m.mapTo) surveyed = true;
  // With earlier mounts of the list the kernel has been asked for something already.
  if (m.plan.index > 0) surveyed = false;
  const undone = undo(history, registersOf(request.mounts.length), capabilities);
  if (undone.pending) {
    answer.perform(history);
    return;
  }
  let verdict = surveyed ? Verdict.REFUSED : Verdict.FAILED;
  if (undone.left.length > 0) verdict = Verdict.LEFT;
  answer.failed(verdict, why, kernel, undone.left, undone.causes, undone.about);
}

function blameSurvey(m: MountProgram, seen: Observation, target: Bytes, refusal: Refusal): void {
  const at = seen.done();
  const errno = seen.errno();
  const overlay = m.plan.overlay;
  if (at >= m.mapFrom && at < m.mapTo && blameMaps(m, at, errno, refusal)) return;
  let upper: Named | null = null;
  let work: Named | null = null;
  if (overlay !== null) {
    upper = overlay.naming.upper;
    work = overlay.naming.work;
  }
  if (at == m.openTarget) {
    const path = m.plan.target.length > 0 ? m.plan.target : target;
    if (m.makeTarget >= 0 && seen.result(m.makeTarget) < 0 && seen.result(m.makeTarget) != -EEXIST) {
      refusal.errno = -seen.result(m.makeTarget);
      refusal.refuse(RULE_TARGET_CANNOT_MAKE, path);
    } else if (errno == ENOENT) refusal.refuse(RULE_TARGET_MISSING, path);
    else if (errno == ENOTDIR) refusal.refuse(RULE_TARGET_NOT_DIRECTORY, path);
    else fallback(m, at, path, refusal);
  } else if (at == m.notRoot) {
    refusal.errno = 0;
    refusal.refuse(RULE_LIST_SUB_IS_ROOT, m.plan.target);
  } else if (at >= m.parentsFrom && at < m.parentsTo && overlay !== null) {
    const parent = overlay.naming.parents[at - m.parentsFrom];
    blameMissing(m, at, errno, RULE_LAYER_MISSING, parent, refusal);
  } else if ((at == m.upperOp || at == m.upperOp + 1) && upper !== null) {
    blameMissing(m, at, errno, RULE_UPPER_MISSING, upper.full, refusal);
  } else if ((at == m.workOp || at == m.workOp + 1) && work !== null) {
    blameMissing(m, at, errno, RULE_WORK_MISSING, work.full, refusal);
  } else if (at == m.oneMount && upper !== null && work !== null) blameTwo(upper, work, refusal);
  else if (at == m.volatileMark && errno == EEXIST && work !== null) refusal.refuse(RULE_UPPER_VOLATILE, work.full);
  else if (at == m.sourceOp) blameMissing(m, at, errno, RULE_BIND_SOURCE_MISSING, m.plan.source, refusal);
  else if (overlay !== null && subjectOf(m, at) >= 0) {
    refusal.layer = subjectOf(m, at);
    blameMissing(m, at, errno, RULE_LAYER_MISSING, overlay.naming.layers[refusal.layer].full, refusal);
  } else fallback(m, at, target, refusal);
}

function blameTwo(upper: Named, work: Named, refusal: Refusal): void {
  refusal.other = work.full;
  refusal.errno = 0;
  refusal.refuse(RULE_UPPER_OTHER_MOUNT, upper.full);
}

function blameMissing(m: MountProgram, at: i32, errno: i32, rule: i32, path: Bytes, refusal: Refusal): void {
  // ESTALE is the answer of `bits`: it is there, and no directory.
  if (errno == ENOENT || errno == ENOTDIR || errno == ESTALE) refusal.refuse(rule, path);
  else fallback(m, at, path, refusal);
}

function fallback(m: MountProgram, at: i32, path: Bytes, refusal: Refusal): void {
  refusal.other = path;
  refusal.refuse(RULE_SURVEY_FAILED, stoppedOp(m, at));
}

function blamePerform(m: MountProgram, seen: Observation, refusal: Refusal): void {
  const at = seen.done();
  if (at >= m.mapFrom && at < m.mapTo && blameMaps(m, at, seen.errno(), refusal)) return;
  if (at == m.writableOp && seen.errno() == ESTALE) refusal.refuse(RULE_VERIFY_READ_ONLY, m.plan.fstype);
  else if (seen.errno() == EOVERFLOW && stoppedOp(m, at).is("fdtext")) {
    refusal.refuse(RULE_WAY_DESCRIPTOR_NUMBER, m.plan.fstype);
  } else if (stoppedOp(m, at).is("equal") && subjectOf(m, at) >= 0) {
    refusal.layer = subjectOf(m, at);
    const overlay = m.plan.overlay;
    if (overlay !== null) refusal.refuse(RULE_VERIFY_LAYER_CHANGED, overlay.naming.layers[refusal.layer].full);
  }
  if (refusal.rule >= 0) refusal.errno = 0;
}

function blameVerify(m: MountProgram, seen: Observation, refusal: Refusal): void {
  const at = seen.done();
  if (at >= m.pairsFrom && at < m.pairsTo) {
    refusal.layer = subjectOf(m, at);
    const overlay = m.plan.overlay;
    if (overlay !== null) refusal.refuse(RULE_VERIFY_LAYER_CHANGED, overlay.naming.layers[refusal.layer].full);
  } else if (at == m.sameMount || at == m.openSeen) refusal.refuse(RULE_VERIFY_REPLACED, m.plan.target);
  else if (at == m.sameRoot) refusal.refuse(RULE_VERIFY_REPLACED, m.plan.source);
  else if (stoppedOp(m, at).is("bits")) refusal.refuse(RULE_VERIFY_NOT_MOUNTED, m.plan.target);
  else refusal.refuse(RULE_VERIFY_UNPROVED, stoppedOp(m, at));
}
