/** How the index is written. */

/** A test, or a case of a list that tests are made from. */
export interface Shown {
  /** Beneath test/. */
  readonly file: string;
  /** As the file has it; in a test's name `*` may stand for what is filled in. */
  readonly name: string;
  /** What refuses it there, or tells of it; without one it simply works. */
  readonly rule?: string;
}

/** One defect. */
export interface Defect {
  readonly number: string;
  /** What goes wrong in containerd. */
  readonly what: string;
  /** What layermount does there. */
  readonly shown: readonly [Shown, ...Shown[]];
  /** What layermount neither does nor refuses, and why. */
  readonly open?: string;
}

/** It works. */
export function passes(file: string, name: string): Shown {
  return { file, name };
}

/** It is refused, or told of, by this rule. */
export function byRule(rule: string, file: string, name: string): Shown {
  return { file, name, rule };
}
