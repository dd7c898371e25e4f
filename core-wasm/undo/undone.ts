import { Bytes } from "../bytes/bytes.ts";
import { Refusal } from "../refusal/refusal.ts";

/** What became of taking everything back. */
export class Undone {
  pending: bool = false;
  removed: i32 = 0;
  unmounted: i32 = 0;
  /** What is left, each with its path. */
  left: Bytes[] = [];
  /** Why, of what can be told of that, and the path that it is about. */
  causes: Refusal[] = [];
  about: Bytes[] = [];

  /** Something is left, and this is why. */
  stays(path: Bytes, rule: i32, errno: i32, tries: i32): void {
    const cause = new Refusal();
    cause.errno = errno;
    cause.needs = tries;
    cause.refuse(rule, path);
    this.left.push(path);
    this.causes.push(cause);
    this.about.push(path);
  }
}
