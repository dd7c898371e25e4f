import { Answer } from "../answers/answer.ts";
import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_BUDGET_PATIENCE,
  RULE_RUN_ABORTED,
  RULE_UNMOUNT_BUSY,
  RULE_UNMOUNT_KERNEL,
  RULE_UNMOUNT_NOTHING,
  RULE_UNMOUNT_NOTHING_RECORDED,
  RULE_UNMOUNT_REMOVE_TARGET,
  RULE_UNMOUNT_STRANGER,
} from "../generated/rules.ts";
import { Capabilities, MountIdentity, Phase, UnmountRequest, Verdict } from "../generated/types.ts";
import { copy, put32, reserve } from "../memory/memory.ts";
import { checkedTarget } from "../plan/paths.ts";
import { rmdir } from "../program/effects.ts";
import { CWD } from "../program/layout.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { TakeDown, Taken, takeDown } from "../undo/take-down.ts";
import { History } from "./history.ts";
import { areRecorded } from "./recorded.ts";
import { findSubTarget } from "./sub-target.ts";

/** The longest that a busy mount is tried again, in milliseconds. */
export const PATIENCE_MAX: i32 = 60000;

/** What has been taken down so far. */
class Tally {
  unmounted: i32 = 0;
  gone: i32 = 0;
  retries: i32 = 0;
}

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
  if (mounts.length == 0) {
    const none = new Bytes(0, 0);
    const result = takeDown(history, Phase.PERFORM, target, none, none, false, request.patience, capabilities);
    if (!count(result, target, tally, history, refusal, answer)) return;
    if (tally.gone > 0) {
      refusal.refuse(RULE_UNMOUNT_NOTHING, target);
      answer.refused(refusal);
      return;
    }
  }
  for (let i = mounts.length - 1; i >= 0; i--) {
    const identity = mounts.get(i);
    let path = target;
    if (identity.target.length > 0) {
      const found = findSubTarget(target, identity.target, history);
      if (found.pending) {
        answer.perform(history);
        return;
      }
      if (isAborted(history, target, tally, refusal, answer)) return;
      if (found.errno != 0) {
        const result = new TakeDown();
        result.taken = Taken.FAILED;
        result.errno = found.errno;
        count(result, target, tally, history, refusal, answer);
        return;
      }
      if (found.path.length == 0) {
        tally.gone++;
        continue;
      }
      path = found.path;
    }
    const id = new Bytes(identity.mountIdAt, 8);
    const result = takeDown(
      history,
      Phase.PERFORM,
      path,
      id,
      rootOf(identity),
      identity.tree,
      request.patience,
      capabilities,
    );
    if (!count(result, path, tally, history, refusal, answer)) return;
  }
  finish(request, target, tally, history, refusal, answer);
}

/** Where ids are used again: inode and device of the root, as statx places them. */
function rootOf(identity: MountIdentity): Bytes {
  if (identity.unique) return new Bytes(0, 0);
  const at = reserve(16);
  copy(at, identity.inoAt, 8);
  put32(at + 8, identity.devMajor);
  put32(at + 12, identity.devMinor);
  return new Bytes(at, 16);
}

/** Adds one result; false: the answer is written. */
function count(result: TakeDown, path: Bytes, tally: Tally, history: History, refusal: Refusal, answer: Answer): bool {
  tally.retries += result.retries;
  if (result.taken == Taken.PENDING) {
    answer.perform(history);
    return false;
  }
  if (result.taken == Taken.DONE) {
    tally.unmounted++;
    return true;
  }
  if (result.taken == Taken.GONE) {
    tally.gone++;
    return true;
  }
  refusal.needs = result.retries;
  let rule = RULE_UNMOUNT_KERNEL;
  if (result.taken == Taken.STRANGER) rule = RULE_UNMOUNT_STRANGER;
  else if (result.taken == Taken.BUSY) rule = RULE_UNMOUNT_BUSY;
  else if (result.taken == Taken.ABORTED) rule = RULE_RUN_ABORTED;
  const ended = result.taken == Taken.STRANGER || result.taken == Taken.ABORTED;
  if (!ended) refusal.errno = result.errno;
  refusal.refuse(rule, path);
  const untouched = ended && tally.unmounted == 0;
  const left: Bytes[] = [];
  if (!untouched) left.push(path);
  answer.failed(untouched ? Verdict.REFUSED : Verdict.LEFT, refusal, new Bytes(0, 0), left);
  return false;
}

/** Whether a program that is no attempt was withheld; then the answer is written. */
function isAborted(history: History, path: Bytes, tally: Tally, refusal: Refusal, answer: Answer): bool {
  if (!history.aborted) return false;
  const result = new TakeDown();
  result.taken = Taken.ABORTED;
  count(result, path, tally, history, refusal, answer);
  return true;
}

function finish(
  request: UnmountRequest,
  target: Bytes,
  tally: Tally,
  history: History,
  refusal: Refusal,
  answer: Answer,
): void {
  let removed = false;
  if (request.removeTarget) {
    const program = new Program(target.length + 8, 1);
    program.phase = Phase.PERFORM;
    const path = program.text(target);
    program.soft(rmdir(program, RULE_UNMOUNT_REMOVE_TARGET, CWD, path));
    const seen = history.take(program);
    if (seen === null) {
      answer.perform(history);
      return;
    }
    if (isAborted(history, target, tally, refusal, answer)) return;
    removed = seen.result(0) == 0;
  }
  const outcome = answer.draft.setUnmounted();
  outcome.setTarget(answer.out, target);
  outcome.setUnmounted(tally.unmounted);
  outcome.setGone(tally.gone);
  outcome.setRetries(tally.retries);
  outcome.setRemovedTarget(removed);
}
