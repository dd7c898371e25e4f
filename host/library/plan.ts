import { bytesOf } from "../bytes.ts";
import type { Capabilities, Run } from "../planner/generated/types.ts";
import { type Planner, planner } from "../planner/planner.ts";
import { errorOf } from "../run/failure.ts";
import type { MountRequest, Options, Plan, Way } from "../types.ts";
import { answered } from "./answered.ts";
import { planDigest } from "./hash.ts";
import { lessLowered } from "./lowered.ts";
import { PLANNED, plannedMount, plannedRequest } from "./request.ts";

/**
 * What `mount` would do, and why; changes nothing.
 *
 * @param request As for `mount`.
 * @param options `capabilities`: what a probe of another machine found; then nothing of this one is asked, no native
 *   code is loaded, and it needs neither Linux nor root. Otherwise this kernel is probed, once a process.
 * @returns The first program with its effects typed, the reasons of every decision, and the program's digest.
 * @throws RefusedError with the rule that forbids it, as `mount`: `words.remount`, `way.none`, `budget.layers`,
 *   `run.capabilities` and others.
 * @throws AbortError `run.aborted`, and UsageError `library.argument`, `capability.unknown`.
 * @see Documentation/filesystems/overlayfs, mount(8)
 * @example
 * ```ts
 * import { plan } from "layermount";
 * const root = { type: "overlay", lowers: ["/layers/2", "/layers/1"] };
 * const { effects, reasons } = await plan({ mounts: [root], target: "/mnt" });
 * const isProved = effects.some(({ phase }) => phase === "verify");
 * if (!isProved || reasons.length !== 1) throw new Error("every mount is proved, and decided once");
 * ```
 * @example
 * ```ts
 * import { plan, probe } from "layermount";
 * const { capabilities } = await probe(); // on the other machine: `layermount probe --json`
 * const request = { mounts: [{ type: "overlay", lowers: ["/layers/2", "/layers/1"] }], target: "/mnt" };
 * const there = await plan(request, { capabilities });
 * if (there.hash !== (await plan(request)).hash) throw new Error("the same capabilities give the same plan");
 * ```
 */
export function plan(request: MountRequest, options: Options = {}): Promise<Plan> {
  return answered({ name: "plan", args: [request, options] }, () => planHere(request, options));
}

async function planHere(request: MountRequest, options: Options): Promise<Plan> {
  const { capabilities } = options;
  if (options.signal?.aborted) throw (await import("../run/abort.ts")).abortError(options.signal);
  if (capabilities) return planned(await planner(), await lessLowered(capabilities, options), request);
  // What finds out what this machine can do is native, and is only there on Linux.
  const { inContext } = await import("./context.ts");
  return inContext(options, async ({ capabilities }) => planned(await planner(), capabilities, request));
}

async function planned(planner: Planner, capabilities: Capabilities, request: MountRequest): Promise<Plan> {
  const run: Run = { request: plannedRequest(request, { scratch: PLANNED }), capabilities, observations: [] };
  const step = planner.next(run);
  if (!step.ok) throw errorOf(step.error);
  if (step.value.tag === "failed") throw errorOf(step.value.value);
  if (step.value.tag !== "perform") throw new Error(`a plan ended as ${step.value.tag}`);
  const program = step.value.value;
  const told = planner.describe(run);
  if (!told.ok) throw errorOf(told.error);
  const { effects, reasons, warnings } = told.value;
  const chosen = reasons[0]?.chosen;
  const way = reasons[0]?.rule.startsWith("way.") ? (chosen as Way) : undefined;
  // A single one is bound: then no overlay has it.
  const layers = way === undefined ? 0 : layersOf(planner, request);
  return {
    target: bytesOf(request.target),
    way,
    layers,
    effects,
    reasons,
    warnings,
    program,
    hash: await planDigest(program),
  };
}

/** Layers of the root, from its words or as they were given. */
function layersOf(planner: Planner, request: MountRequest): number {
  const [root] = request.mounts;
  if (root === undefined) return 0;
  const meaning = planner.words(plannedMount(root));
  return meaning.ok ? meaning.value.lowers.length + meaning.value.dataOnly.length : 0;
}
