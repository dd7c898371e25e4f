import { errorFor, type LayermountError } from "../errors.ts";
import type { Failure } from "../planner/generated/types.ts";
import { shown } from "../shown.ts";

/** The planner's failure as the error that callers get. */
export function errorOf(failure: Failure): LayermountError {
  return errorFor(failure.verdict, failure.rule, shown(failure.message), {
    hint: failure.hint,
    errno: failure.errno,
    kernel: failure.kernel.length > 0 ? shown(failure.kernel) : undefined,
    mount: failure.mount,
    layer: failure.layer,
    left: failure.left.map((path) => shown(path)),
  });
}
