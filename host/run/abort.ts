import { ABORTED, AbortError, type LayermountError } from "../errors.ts";
import { ruleError } from "../rules.ts";

/** The error of a call that was aborted before it did anything. */
export function abortError(signal: AbortSignal): LayermountError {
  return ruleError("refused", ABORTED, {}, { cause: signal.reason });
}

/** The planner's error of a run that was aborted, with the reason that the caller gave; any other error as it is. */
export function withReason(error: unknown, { reason }: AbortSignal): unknown {
  if (!(error instanceof AbortError) || error.cause !== undefined) return error;
  const { kind, rule, message, hint, errno, kernel, mount, layer, left, also, where } = error;
  return new AbortError(kind, rule, message, { hint, errno, kernel, mount, layer, left, also, where, cause: reason });
}

/**
 * What is waited for, unless the signal comes first. What comes too late then goes to `giveBack`.
 *
 * @throws AbortError
 */
export function unlessAborted<T>(waiting: Promise<T>, signal: AbortSignal, giveBack: (late: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(abortError(signal));
      waiting.then(giveBack, () => undefined);
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    const done = (): void => signal.removeEventListener("abort", abort);
    waiting.then(
      (value) => {
        done();
        if (!signal.aborted) resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error);
      },
    );
  });
}
