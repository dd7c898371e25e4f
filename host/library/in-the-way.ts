import { ABORTED, errorFor, LayermountError } from "../errors.ts";
import { findHolders } from "../holders/find.ts";
import { holdersText } from "../holders/words.ts";
import type { Looking } from "../linux/asked.ts";
import { failureBehind } from "../run/failure.ts";
import type { Holder } from "../types.ts";

const BUSY = "unmount.busy";

/**
 * The error of an unmount, with who is in its way where something stayed busy; any other one as it is. `there`: see
 * findHolders.
 */
export async function withHolders(error: unknown, there?: Looking): Promise<unknown> {
  const failure = error instanceof LayermountError ? failureBehind(error) : undefined;
  // Whoever aborts does not want to wait.
  if (!(error instanceof LayermountError) || failure === undefined || failure.rule === ABORTED) return error;
  const first = failure.rule === BUSY ? failure.left.slice(0, 1) : [];
  const busy = [...first, ...failure.also.filter(({ rule }) => rule === BUSY).map(({ left }) => left)];
  if (busy.length === 0) return error;
  const holders: Holder[] = [];
  let unseen = 0;
  for (const path of busy) {
    // It may have been let go of meanwhile: then nobody holds it.
    const found = await findHolders(path, there).catch(() => undefined);
    unseen = Math.max(unseen, found?.unseen ?? 0);
    if (found) holders.push(...found.holders);
  }
  const { kind, rule, hint, errno, kernel, mount, layer, left, also, where, cause } = error;
  const message = `${error.message}; ${holdersText(holders, unseen)}`;
  return errorFor(kind, rule, message, { hint, errno, kernel, mount, layer, left, also, where, cause, holders });
}
