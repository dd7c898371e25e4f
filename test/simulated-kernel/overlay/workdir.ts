/** What an overlay does to its workdir before it is mounted (ovl_get_workdir, ovl_workdir_cleanup). */
import { childOf, makeChild, type Node, removeChild } from "../node.ts";
import { ENOSPC, S_IFDIR, S_IFREG } from "../numbers.ts";
import type { Rules } from "../rules.ts";

/** The mark that a volatile overlay leaves: two directories and a file, one in the other. */
const MARK = ["incompat", "volatile", "dirty"];

/** Whether everything in a directory can be removed, so many levels deep. */
function isCleanable(directory: Node, levels: number): boolean {
  for (const child of directory.children?.values() ?? []) {
    if (child.children === undefined || child.children.size === 0) continue;
    if (levels <= 1 || !isCleanable(child, levels - 1)) return false;
  }
  return true;
}

function clean(directory: Node): void {
  for (const child of [...(directory.children?.values() ?? [])]) {
    clean(child);
    removeChild(directory, child);
  }
}

/** Makes `work` in the workdir, or cleans it; a negative errno, or what the overlay can be. */
export function prepareWork(rules: Rules, workdir: Node, isVolatile: boolean): number | "writable" | "read-only" {
  const { errnos, features, budgets } = rules;
  const silently = (errno: number) => (features.silentReadOnly ? "read-only" : -errno);
  let work = childOf(workdir, "work");
  if (work?.children !== undefined) {
    const incompat = childOf(work, "incompat");
    const isMarked = (incompat?.children?.size ?? 0) > 0;
    if (isMarked && errnos.volatileLeft !== 0) return -errnos.volatileLeft;
    if (!features.cleansWork || !isCleanable(work, budgets.cleanedLevels)) return silently(17);
    clean(work);
  }
  if (work !== undefined) removeChild(workdir, work);
  if (workdir.fs.room <= 0) return silently(ENOSPC);
  work = makeChild(workdir, "work", S_IFDIR);
  // Whether renames leave whiteouts is tried with a file of its own.
  if (errnos.noRoomToTry !== 0 && work.fs.room < budgets.triedInodes) return -errnos.noRoomToTry;
  if (isVolatile && features.leavesVolatileMark) {
    let above = work;
    for (const name of MARK) {
      // What was tried has not given its inode back yet.
      if (work.fs.room <= 1) return -ENOSPC;
      above = makeChild(above, name, name === "dirty" ? S_IFREG : S_IFDIR);
    }
  }
  return "writable";
}
