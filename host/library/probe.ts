import { probeDirectory } from "../capabilities/probe.ts";
import type { Options, Path, Probe } from "../types.ts";
import { inContext } from "./context.ts";

/**
 * Finds out by trying what this kernel and a directory's file system can do; nothing is attached and nothing is left.
 *
 * @param directory An absolute path in which a directory can be made for a moment; `$TMPDIR` or `/tmp` unless given.
 * @param options Capabilities to lower in what is given back.
 * @returns Capabilities, the file system's type, whether an upperdir there is really writable, and every answer.
 * @throws LayermountError `probe.directory` when the directory cannot be opened.
 * @see statmount(2), fsconfig(2)
 * @example
 * ```ts
 * import { probe } from "layermount";
 * const { capabilities } = await probe();
 * if (capabilities.pageSize < 4096) throw new Error("Linux has no smaller pages");
 * ```
 */
export function probe(directory?: Path, options: Options = {}): Promise<Probe> {
  return inContext(options, async ({ planner, driver }) => {
    const found = await probeDirectory(planner, driver, directory ?? Bun.env["TMPDIR"] ?? "/tmp");
    if (!options.lower?.length) return found;
    const { lowered } = await import("../capabilities/lower.ts");
    return { ...found, capabilities: lowered(found.capabilities, options.lower) };
  });
}
