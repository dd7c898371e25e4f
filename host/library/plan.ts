import { bytesOf } from "../bytes.ts";
import type { Run } from "../planner/generated/types.ts";
import type { Planner } from "../planner/planner.ts";
import { errorOf } from "../run/failure.ts";
import type { MountRequest, Options, Plan, Way } from "../types.ts";
import { inContext } from "./context.ts";
import { planHash } from "./hash.ts";
import { plannedMount, plannedRequest } from "./request.ts";

/**
 * What `mount` would do, and why; changes nothing.
 *
 * @param request As for `mount`.
 * @param options Lowered capabilities, or those of another machine.
 * @returns The first program with its effects typed, the reasons of every decision, and the program's digest.
 * @throws LayermountError `refused` with the rule that forbids it.
 * @example
 * ```ts
 * import { plan } from "layermount";
 * const root = { type: "overlay", lowers: ["/layers/2", "/layers/1"] };
 * const { effects, reasons } = await plan({ mounts: [root], target: "/mnt" });
 * const isProved = effects.some(({ phase }) => phase === "verify");
 * if (!isProved || reasons.length !== 1) throw new Error("every mount is proved, and decided once");
 * ```
 */
export function plan(request: MountRequest, options: Options = {}): Promise<Plan> {
  return inContext(options, async ({ planner, capabilities }) => {
    const run: Run = { request: plannedRequest(request), capabilities, observations: [] };
    const step = planner.next(run);
    if (!step.ok) throw errorOf(step.error);
    if (step.value.tag === "failed") throw errorOf(step.value.value);
    if (step.value.tag !== "perform") throw new Error(`a plan ended as ${step.value.tag}`);
    const program = step.value.value;
    const told = planner.describe(run);
    if (!told.ok) throw errorOf(told.error);
    const { effects, reasons } = told.value;
    const chosen = reasons[0]?.chosen;
    const way = reasons[0]?.rule.startsWith("way.") ? (chosen as Way) : undefined;
    const layers = layersOf(planner, request);
    return { target: bytesOf(request.target), way, layers, effects, reasons, program, hash: planHash(program) };
  });
}

/** Layers of the root, from its words or as they were given. */
function layersOf(planner: Planner, request: MountRequest): number {
  const [root] = request.mounts;
  if (root === undefined) return 0;
  const meaning = planner.words(plannedMount(root));
  return meaning.ok ? meaning.value.lowers.length + meaning.value.dataOnly.length : 0;
}
