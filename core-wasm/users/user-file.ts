import { Bytes } from "../bytes/bytes.ts";
import { Refusal } from "../refusal/refusal.ts";

/** One of the two files, as far as it could be read. What is wrong with it matters only to whoever asks it. */
export class UserFile {
  path: Bytes;
  /** It is there, and `text` is all of it. */
  present: bool = false;
  text: Bytes = new Bytes(0, 0);
  /** Why it could not be read; -1: it could, or it is not there. */
  rule: i32 = -1;
  errno: i32 = 0;
  budget: i32 = 0;

  constructor(path: Bytes) {
    this.path = path;
  }

  /** Cannot be read, by this rule. */
  spoil(rule: i32, errno: i32, budget: i32): void {
    this.rule = rule;
    this.errno = errno;
    this.budget = budget;
  }

  /** False where it is there and cannot be read: refused. */
  asked(refusal: Refusal): bool {
    if (this.rule < 0) return true;
    refusal.errno = this.errno;
    return refusal.over(this.rule, this.path, 0, this.budget);
  }
}
