import { runtime } from "#runtime";
import { probeDirectory } from "../capabilities/probe.ts";
import type { Options, Path, Probe } from "../types.ts";
import { answered } from "./answered.ts";
import { type Context, inContext } from "./context.ts";

/**
 * Finds out by trying what this kernel and a directory's file system can do; nothing is attached and nothing is left.
 * For somebody who may not mount, also what they can do in namespaces of their own, up to a real overlay there.
 *
 * @param directory An absolute path in which a directory can be made for a moment; `$TMPDIR` or `/tmp` unless given.
 * @param options `lower`: capabilities to lower in what is given back.
 * @returns Capabilities, the file system's type, whether an upperdir there is really writable, and every answer;
 *   `ordinary` where nothing may be mounted outside of a namespace.
 * @throws RefusedError `probe.directory` when the directory cannot be opened.
 * @throws AbortError `run.aborted`, and UsageError `library.argument`, `capability.unknown`.
 * @see statmount(2), fsconfig(2)
 * @example
 * ```ts
 * import { probe } from "layermount";
 * const { capabilities } = await probe();
 * if (capabilities.pageSize < 4096) throw new Error("Linux has no smaller pages");
 * ```
 */
export function probe(directory?: Path, options: Options = {}): Promise<Probe> {
  const work = async ({ planner, driver }: Context): Promise<Probe> => {
    const where = directory ?? runtime.env("TMPDIR") ?? "/tmp";
    const here = await probeDirectory(planner, driver, where);
    const isPowerless = here.capabilities.privilege === "none";
    const found = isPowerless
      ? { ...here, ordinary: await (await import("./ordinary.ts")).probeOrdinary(where) }
      : here;
    if (!options.lower?.length) return found;
    const { lowered } = await import("../capabilities/lower.ts");
    return { ...found, capabilities: lowered(found.capabilities, options.lower) };
  };
  // Whoever asks wants to know how it is now; what is kept for other processes is renewed.
  return answered({ name: "probe", args: [directory, options] }, () => inContext(options, work, { anew: true }));
}
