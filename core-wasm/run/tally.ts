import { Answer } from "../answers/answer.ts";
import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_RUN_ABORTED,
  RULE_UNMOUNT_BENEATH,
  RULE_UNMOUNT_BUSY,
  RULE_UNMOUNT_HIDDEN,
  RULE_UNMOUNT_KERNEL,
  RULE_UNMOUNT_MOVED,
  RULE_UNMOUNT_STRANGER,
} from "../generated/rules.ts";
import { Verdict } from "../generated/types.ts";
import { Refusal } from "../refusal/refusal.ts";
import { TakeDown, Taken } from "../undo/take-down.ts";

/** What an unmount has come to so far. */
export class Tally {
  unmounted: i32 = 0;
  gone: i32 = 0;
  retries: i32 = 0;
  /** Milliseconds of pauses: all mounts share one budget. */
  paused: i32 = 0;
  /** Why mounts are still there, in the order in which that was found. */
  causes: Refusal[] = [];
  /** What is left, by the same index; empty: nothing, or it is not ours. */
  left: Bytes[] = [];
  /** Something was tried that could have changed something, or something of ours is elsewhere. */
  private touched: bool = false;

  /** Adds how taking one mount down went; false: it is still there. */
  count(result: TakeDown, path: Bytes): bool {
    this.retries += result.retries;
    this.paused += result.paused;
    if (result.taken == Taken.DONE) {
      this.unmounted++;
      return true;
    }
    if (result.taken == Taken.GONE) {
      this.gone++;
      return true;
    }
    const cause = new Refusal();
    cause.needs = result.retries;
    cause.errno = result.errno;
    let rule = RULE_UNMOUNT_KERNEL;
    if (result.taken == Taken.STRANGER) {
      rule = RULE_UNMOUNT_STRANGER;
      cause.errno = 0;
    } else {
      if (result.taken == Taken.BUSY) rule = RULE_UNMOUNT_BUSY;
      this.touched = true;
    }
    this.add(cause, rule, path, path);
    return false;
  }

  /** It was moved away, or another mount hides it at `place`: it is left, and named by where it is. */
  elsewhere(path: Bytes, place: Bytes, hidden: bool): void {
    this.touched = true;
    const cause = new Refusal();
    cause.other = place;
    this.add(cause, hidden ? RULE_UNMOUNT_HIDDEN : RULE_UNMOUNT_MOVED, path, place.length > 0 ? place : path);
  }

  /** It was not tried: what lies on it is still there. */
  beneath(path: Bytes, above: Bytes): void {
    const cause = new Refusal();
    cause.other = above;
    this.add(cause, RULE_UNMOUNT_BENEATH, path, path);
  }

  private add(cause: Refusal, rule: i32, path: Bytes, left: Bytes): void {
    cause.refuse(rule, path);
    this.causes.push(cause);
    this.left.push(left);
  }

  /** The answer of a run that left something, or did nothing. */
  fail(answer: Answer): void {
    const untouched = !this.touched && this.unmounted == 0;
    const none = new Bytes(0, 0);
    const lefts: Bytes[] = [];
    for (let i = 0; i < this.left.length; i++) {
      if (untouched) this.left[i] = none;
      if (this.left[i].length > 0) lefts.push(this.left[i]);
    }
    const first = this.causes[0];
    answer.failed(untouched ? Verdict.REFUSED : Verdict.LEFT, first, none, lefts, this.causes, this.left, 1);
  }

  /** The answer of a run that the host ended, at the mount at `path`. */
  abort(answer: Answer, path: Bytes): void {
    const aborted = new Refusal();
    aborted.needs = this.retries;
    aborted.refuse(RULE_RUN_ABORTED, path);
    this.causes.unshift(aborted);
    this.left.unshift(path);
    this.fail(answer);
  }
}
