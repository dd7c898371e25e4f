import { Bytes } from "../bytes/bytes.ts";

/** Bytes of an item that a sentence holds: a path in full, and no more of anything else. */
const ITEM_MAX: i32 = 4096;

/**
 * Why the planner says no: a rule, what it is about, and the numbers of its sentence.
 * The sentence itself is made from the table of rules when the answer is written.
 */
export class Refusal {
  /** Number of the rule in the generated table; -1: nothing was refused. */
  rule: i32 = -1;
  /** Index of the mount in the request's list; -1: none. */
  mount: i32 = -1;
  /** Index of the layer, topmost 0; -1: none. */
  layer: i32 = -1;
  /** What {item} in the sentence stands for. */
  item: Bytes = new Bytes(0, 0);
  /** A second rule that explains the first; -1: none. */
  cause: i32 = -1;
  /** errno, where the kernel gave one; 0: none. */
  errno: i32 = 0;
  /** Index of another layer in the sentence; -1: none. */
  otherLayer: i32 = -1;
  /** What {other} stands for. */
  other: Bytes = new Bytes(0, 0);
  /** What {needs} stands for. */
  needs: i32 = 0;
  /** What {budget} stands for. */
  budget: i32 = 0;

  /** Records the refusal, the first one only, and returns false, so that a check can end with it. */
  refuse(rule: i32, item: Bytes): bool {
    if (this.rule < 0) {
      this.rule = rule;
      this.item = item.length > ITEM_MAX ? item.slice(0, ITEM_MAX) : item;
    }
    return false;
  }

  /** As refuse, with the two numbers of a budget. */
  over(rule: i32, item: Bytes, needs: i32, budget: i32): bool {
    if (this.rule < 0) {
      this.needs = needs;
      this.budget = budget;
    }
    return this.refuse(rule, item);
  }
}
