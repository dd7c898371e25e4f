import type { Where } from "../errors.ts";
import type { Fill } from "../rules.ts";

/**
 * What a person or a list said is wrong: the rule, what fills its sentence, and the place. The sentence is looked up
 * where it is printed, so that the table of rules costs nothing while all is well.
 */
export class Wrong extends Error {
  readonly rule: string;
  readonly fill: Fill;
  readonly where: Where | undefined;
  /** In place of the rule's hint, where more is known. */
  readonly hint: string | undefined;

  constructor(rule: string, fill: Fill = {}, where?: Where, hint?: string) {
    super(rule);
    this.rule = rule;
    this.fill = fill;
    this.where = where;
    this.hint = hint;
  }
}

/** Line and column, counted from 1 and in bytes, of an offset in a text. */
export function placeOf(bytes: Uint8Array, offset: number): { readonly line: number; readonly column: number } {
  const NEWLINE = 10;
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && at < offset; at = bytes.indexOf(NEWLINE, start)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
