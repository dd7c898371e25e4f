import { isLeftOver } from "../records/left-journals.ts";
import { stateIn } from "../records/state.ts";
import type { Options, Path } from "../types.ts";
import { withShared } from "./context.ts";

/**
 * Refuses to mount where an earlier run that did not come to its end has left something: a mount on top would hide it.
 *
 * @throws LayermountError `records.left-over`
 */
export async function refuseLeftOver(target: Path, { state }: Options): Promise<void> {
  if (state === false) return;
  await withShared(async (session) => {
    // Where there is none, or none to be trusted, the mount says so.
    const isThere = await stateIn(session, state)
      .then((known) => isLeftOver(known, session, target))
      .catch(() => false);
    if (isThere) throw (await import("../rules.ts")).ruleError("refused", "records.left-over", { item: target });
  });
}
