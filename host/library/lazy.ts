import { bytesOf, joined, sameBytes } from "../bytes.ts";
import { findMountsIn } from "../holders/find.ts";
import { ruleError } from "../rules.ts";

const SLASH = bytesOf("/");

/** A mount that is to be detached. */
interface Own {
  /** Beneath the target; empty: the target itself. */
  readonly target: Uint8Array;
  readonly tree: boolean;
}

/**
 * Detaching takes along what is mounted in it: that must be ours. Who mounts there meanwhile is not seen.
 *
 * @param mounts Ours, with their sub-targets; a tree's copies are ours, too.
 * @throws RefusedError `unmount.lazy-beneath`.
 */
export async function requireOwnBeneath(target: Uint8Array, mounts: readonly Own[]): Promise<void> {
  const own = mounts.map(({ target: sub, tree }) => {
    return { path: sub.length === 0 ? target : joined([target, SLASH, sub]), tree };
  });
  const trees = own.filter(({ tree }) => tree).map(({ path }) => joined([path, SLASH]));
  for (const path of await findMountsIn(target)) {
    if (trees.some((tree) => sameBytes(path.subarray(0, tree.length), tree))) continue;
    const at = own.findIndex((one) => sameBytes(one.path, path));
    if (at < 0) throw ruleError("refused", "unmount.lazy-beneath", { item: target, other: path });
    own.splice(at, 1);
  }
}
