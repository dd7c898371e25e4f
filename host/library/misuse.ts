// Why a call of the library threw something else than an error by rule: arguments that are none of their types, as
// only callers without a type checker can give them; a native part that cannot be used; or a fault.
import { errnoText } from "../errno.ts";
import { LayermountError } from "../errors.ts";
import { ShimError } from "../linux/shim.ts";
import { ruleError, unableError } from "../rules.ts";
import { type Argument, FUNCTIONS, type FunctionName } from "./arguments.ts";
import { wrongIn } from "./wrong.ts";

/** A call of a public function, by name, with its arguments in order. */
export interface Called {
  readonly name: FunctionName;
  readonly args: readonly unknown[];
}

/** The error for a caller, of what a function's work threw. */
export function errorOfCall({ name, args }: Called, thrown: unknown): LayermountError {
  const described: readonly Argument[] = FUNCTIONS[name];
  for (const [i, argument] of described.entries()) {
    const wrong = wrongIn(argument, args[i], argument.name);
    if (wrong) return ruleError("usage", "library.argument", wrong, { cause: thrown });
  }
  return foreignError(thrown);
}

/** The error for a caller, of anything that was thrown beneath. */
export function foreignError(thrown: unknown): LayermountError {
  if (thrown instanceof LayermountError) return thrown;
  const unable = unableError(thrown);
  if (unable) return unable;
  const details = { cause: thrown };
  if (!(thrown instanceof ShimError)) return ruleError("fault", "library.fault", { item: said(thrown) }, details);
  const { errno, message } = thrown;
  if (errno === undefined) return ruleError("refused", "library.native", { item: message }, details);
  const item = `${message} (${errnoText(errno)})`;
  return ruleError("fault", "library.system", { item }, { ...details, errno });
}

function said(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "something that is no text";
  }
}
