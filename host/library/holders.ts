import { bytesOf } from "../bytes.ts";
import { tidied } from "../tidied.ts";
import type { Holders, Path } from "../types.ts";
import { answered } from "./answered.ts";

/**
 * Who uses what is mounted at a directory, so that it cannot be unmounted: processes by working directory, root, open
 * file or mapping, and mounts in it. Copies of the mount in other namespaces that would go with it count, too.
 *
 * @param target The directory that was mounted on; absolute.
 * @returns Those that the kernel shows. None at all says that nobody uses it, or that the kernel does not tell: a
 *   bound socket, a descriptor on its way over one, a loop device, and processes of others (`unseen`) hold it unseen.
 * @throws RefusedError `unmount.nothing` where nothing is mounted, and UsageError `library.argument`.
 * @see proc_pid_fd(5), proc_pid_map_files(5), proc_pid_mountinfo(5)
 * @example
 * ```ts
 * import { holders, mount } from "layermount";
 * const root = { type: "overlay", lowers: [`${dir}/base-layer`] };
 * await using mounted = await mount({ mounts: [root], target: `${dir}/target` }, { state: `${dir}/state` });
 * const before = process.cwd();
 * process.chdir(`${dir}/target`);
 * const [holder] = (await holders(mounted.target)).holders;
 * process.chdir(before);
 * if (holder?.by !== "cwd" || holder.pid !== process.pid) throw new Error("it is this process that stands in it");
 * ```
 */
export function holders(target: Path): Promise<Holders> {
  return answered({ name: "holders", args: [target] }, async () => {
    const path = tidied(bytesOf(target));
    const { findHolders } = await import("../holders/find.ts");
    const found = await findHolders(path);
    if (found) return found;
    throw (await import("../rules.ts")).ruleError("refused", "unmount.nothing", { item: path });
  });
}
