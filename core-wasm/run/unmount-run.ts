import { Answer } from "../answers/answer.ts";
import { writeNotes } from "../answers/notes.ts";
import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_BUDGET_PATIENCE,
  RULE_UNMOUNT_LAZY,
  RULE_UNMOUNT_NOTHING,
  RULE_UNMOUNT_NOTHING_RECORDED,
} from "../generated/rules.ts";
import { Capabilities, Phase, UnmountRequest } from "../generated/types.ts";
import { checkedTarget } from "../plan/paths.ts";
import { Refusal } from "../refusal/refusal.ts";
import { TakeDown, Taken, takeDown } from "../undo/take-down.ts";
import { MountAt } from "../undo/unmount.ts";
import { History } from "./history.ts";
import { areRecorded } from "./recorded.ts";
import { removeTarget } from "./remove-target.ts";
import { takeRecorded } from "./take-recorded.ts";
import { Tally } from "./tally.ts";

/** The longest that a busy mount is tried again, in milliseconds. */
export const PATIENCE_MAX: i32 = 60000;

/** One step of an unmount: the mounts of a record, newest first, each compared by identity directly before. */
export function nextUnmount(
  request: UnmountRequest,
  capabilities: Capabilities,
  history: History,
  answer: Answer,
): void {
  const refusal = new Refusal();
  const target = checkedTarget(request.target, capabilities, refusal);
  const mounts = request.mounts;
  if (refusal.rule < 0 && mounts.length == 0 && !request.any) {
    refusal.refuse(RULE_UNMOUNT_NOTHING_RECORDED, target);
  }
  if (request.patience < 0 || request.patience > PATIENCE_MAX) {
    refusal.over(RULE_BUDGET_PATIENCE, target, request.patience, PATIENCE_MAX);
  }
  if (refusal.rule >= 0 || !areRecorded(mounts, capabilities, refusal)) {
    answer.refused(refusal);
    return;
  }
  const tally = new Tally();
  if (mounts.length == 0 && !takeAny(request, target, tally, capabilities, history, answer)) return;
  // What lies on or in the roots before it, and is still there: they cannot go.
  let above = new Bytes(0, 0);
  for (let i = mounts.length - 1; i >= 0; i--) {
    const identity = mounts.get(i);
    const isRoot = identity.target.length == 0;
    if (above.length > 0 && (isRoot || identity.tree || request.lazy)) {
      tally.beneath(isRoot ? target : identity.target, above);
      // A root hides what was mounted before it.
      if (isRoot) break;
      continue;
    }
    const taken = takeRecorded(request, target, identity, tally, capabilities, history);
    if (hasEnded(taken.result, taken.path, tally, history, answer)) return;
    if (taken.stays) above = taken.path;
    if (taken.stays && isRoot) {
      for (let j = i - 1; j >= 0; j--) tally.beneath(target, above);
      break;
    }
  }
  if (tally.causes.length > 0) {
    tally.fail(answer);
    return;
  }
  finish(request, target, tally, capabilities, history, answer);
}

/** Whatever is at the target. False: the answer is written. */
function takeAny(
  request: UnmountRequest,
  target: Bytes,
  tally: Tally,
  capabilities: Capabilities,
  history: History,
  answer: Answer,
): bool {
  const mount = new MountAt(target);
  mount.lazy = request.lazy;
  const result = takeDown(history, Phase.PERFORM, mount, request.patience, capabilities);
  if (hasEnded(result, target, tally, history, answer)) return false;
  tally.count(result, target);
  if (tally.gone == 0) return true;
  const refusal = new Refusal();
  refusal.refuse(RULE_UNMOUNT_NOTHING, target);
  answer.refused(refusal);
  return false;
}

/** Whether the next program is to be carried out, or the run was aborted: then the answer is written. */
function hasEnded(result: TakeDown, path: Bytes, tally: Tally, history: History, answer: Answer): bool {
  if (result.taken == Taken.PENDING) {
    answer.perform(history);
    return true;
  }
  if (result.taken != Taken.ABORTED) return false;
  tally.retries += result.retries;
  tally.abort(answer, path);
  return true;
}

function finish(
  request: UnmountRequest,
  target: Bytes,
  tally: Tally,
  capabilities: Capabilities,
  history: History,
  answer: Answer,
): void {
  const removal = removeTarget(request, target, history, capabilities);
  if (removal.pending) {
    answer.perform(history);
    return;
  }
  if (history.aborted) {
    tally.abort(answer, target);
    return;
  }
  const notes: Refusal[] = [];
  const left: Bytes[] = [];
  if (request.lazy && tally.unmounted > 0) {
    const lazy = new Refusal();
    lazy.refuse(RULE_UNMOUNT_LAZY, target);
    notes.push(lazy);
    left.push(target.slice(0, 0));
  }
  const note = removal.note;
  if (note !== null) {
    notes.push(note);
    left.push(target);
  }
  const outcome = answer.draft.setUnmounted();
  outcome.setTarget(answer.out, target);
  outcome.setUnmounted(tally.unmounted);
  outcome.setGone(tally.gone);
  outcome.setRetries(tally.retries);
  outcome.setRemovedTarget(removal.removed);
  if (notes.length > 0) writeNotes(outcome.setNotes(answer.out, notes.length), answer.out, notes, left, 0);
}
