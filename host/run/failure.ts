import { errorFor, type LayermountError } from "../errors.ts";
import type { Failure, Note as PlannersNote } from "../planner/generated/types.ts";
import { shown } from "../shown.ts";
import type { Note } from "../types.ts";

/** What the planner said, with paths as bytes, of the errors that were made of it. */
const failures = new WeakMap<object, Failure>();

/** The planner's failure behind an error; undefined: it has another origin. */
export function failureBehind(error: object): Failure | undefined {
  return failures.get(error);
}

/** The planner's failure as the error that callers get. */
export function errorOf(failure: Failure): LayermountError {
  const error = errorFor(failure.verdict, failure.rule, shown(failure.message), {
    hint: failure.hint,
    errno: failure.errno,
    kernel: failure.kernel.length > 0 ? shown(failure.kernel) : undefined,
    mount: failure.mount,
    layer: failure.layer,
    left: failure.left.map((path) => shown(path)),
    also: failure.also.map(noteOf),
  });
  failures.set(error, failure);
  return error;
}

/** The planner's note as callers get it. */
export function noteOf({ rule, message, hint, errno, left }: PlannersNote): Note {
  return {
    rule,
    message: shown(message),
    hint,
    ...(errno !== undefined && { errno }),
    ...(left.length > 0 && { left: shown(left) }),
  };
}
