import { Bytes } from "../bytes/bytes.ts";

/** Whether a way can carry a mount, and what it would cost; if not, which rule and which budget forbid it. */
export class Fit {
  possible: bool = true;
  /** Nanoseconds, estimated. */
  cost: i32 = 0;
  rule: i32 = -1;
  item: Bytes = new Bytes(0, 0);
  needs: i32 = 0;
  budget: i32 = 0;

  /** Turns the way down, for the first reason found. */
  forbid(rule: i32): void {
    if (!this.possible) return;
    this.possible = false;
    this.rule = rule;
  }

  /** Turns it down if it needs more than there is. */
  spend(rule: i32, needs: i32, budget: i32): void {
    if (!this.possible || needs <= budget) return;
    this.possible = false;
    this.rule = rule;
    this.needs = needs;
    this.budget = budget;
  }
}
