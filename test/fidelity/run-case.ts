/** One shared case on a simulated kernel: its scene is made on disk, taken over, and everything after is simulated. */
import { type Capabilities, LayermountError, type Mounted, mount } from "../../host/index.ts";
import { type Built, type Case, type Expect, failed } from "../cases/case.ts";
import { kernelPaths, meets, told } from "../cases/expected.ts";
import type { Place } from "../cases/place.ts";
import { FOR_LACK } from "../machines/lack.ts";
import { ORDINARY_LAYERS, ROOT } from "../model/layers.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { simulated } from "../simulated-kernel/driver.ts";
import type { Kernel } from "../simulated-kernel/kernel.ts";
import { rulesOf } from "../simulated-kernel/rules.ts";
import { look, simulatedTree } from "../simulated-kernel/tree.ts";
import { name } from "../support/names.ts";
import { differences } from "../support/table.ts";
import { treeDifferences } from "../support/tree.ts";
import { imported } from "./disk.ts";
import { placeFor } from "./on-disk.ts";

/** What came of a case. */
export interface Result {
  readonly outcome: Expect["outcome"] | "left" | "fault";
  readonly rule?: string;
}

/** On what a case is run: the kernel of a scene's directories, and what it can do. */
export interface Machine {
  readonly name: string;
  readonly rules: Parameters<typeof imported>[0];
  readonly capabilities: Capabilities;
  /** Whoever asks is an ordinary user in namespaces of their own. */
  readonly ordinary?: true;
  /** Also the rules that say what the kernel lacks are an answer. */
  readonly mayLack: boolean;
}

/** Scenes lie on tmpfs, which 6.1 cannot map (kernels.md). */
function isLack(got: Mounted | LayermountError, rules: Machine["rules"]): boolean {
  if (!(got instanceof LayermountError)) return false;
  const facts = typeof rules === "string" ? rulesOf(rules) : rules;
  return FOR_LACK.includes(got.rule) || (got.rule === "idmap.filesystem" && !facts.features.idmapTmpfs);
}

/** What must come of a case on a kernel: one that mounts no image from its file refuses it. */
function expectedOn({ expect, ordinary, needs, on }: Case, { name, rules, ordinary: isOrdinary }: Machine) {
  if (isOrdinary && ordinary) return ordinary;
  const facts = typeof rules === "string" ? rulesOf(rules) : rules;
  if (needs?.includes("erofs-file") && !facts.features.erofsFile) return [failed("kernel.refused")];
  return on?.[name] ?? expect;
}

/** Whether a kernel could have made the scene: not where it mounts no image from its file, or no overlay for others. */
function isThere({ directory }: Place, { rules, ordinary }: Machine): boolean {
  const { features } = typeof rules === "string" ? rulesOf(rules) : rules;
  const scene = mountTable().filter(({ point }) => point.startsWith(`${directory}/`));
  const has = (type: string) => scene.some((line) => line.type === type);
  return (features.erofsFile || !has("erofs")) && (!ordinary || features.namespacedOverlay || !has("overlay"));
}

function check(kernel: Kernel, built: Built, mounted: Mounted, before: number): void {
  const fresh = kernel.mounts.size - before;
  if (fresh !== (built.mounts ?? 1)) throw new Error(`${fresh} new mounts, wanted ${built.mounts ?? 1}`);
  const target = name(mounted.target);
  for (const { at, tree } of built.shows ?? []) {
    const wrong = treeDifferences(tree(), simulatedTree(kernel, at === "" ? target : `${target}/${at}`));
    if (wrong.length > 0) throw new Error(`the tree differs:\n${wrong.slice(0, 10).join("\n")}`);
  }
}

/** Devices that are mounted. */
function devicesOf({ request: { mounts } }: Built): string[] {
  const named = mounts.flatMap(({ source, options = [] }) => [source ?? "", ...options]).map(name);
  return named.map((word) => word.replace(/^device=/, "")).filter((word) => word.startsWith("/dev/loop"));
}

async function runIn(place: Place, built: Built, one: Case, machine: Machine): Promise<Result> {
  const elsewhere = (built.lowers ?? []).filter((layer) => !layer.startsWith(`${place.directory}/`));
  const kernel = imported(machine.rules, place.directory, [...elsewhere, ...devicesOf(built)], machine.ordinary);
  const driver = simulated(kernel);
  const watched = [place.directory, ...elsewhere];
  const before = look(kernel, watched);
  const { features, privilege } = machine.capabilities;
  // A case may lower or raise a budget; what the kernel can do is the simulated one's to say.
  const given = built.options?.capabilities ?? machine.capabilities;
  const options = {
    ...built.options,
    state: false as const,
    driver: () => driver,
    capabilities: { ...given, features, privilege },
  };
  const got = await mount(built.request, options).catch((error: unknown) => {
    if (error instanceof LayermountError) return error;
    throw error;
  });
  driver.session.reset();
  const expects = expectedOn(one, machine);
  const expected = expects.some((expect) => meets(expect, got)) || (machine.mayLack && isLack(got, machine.rules));
  if (!expected) throw new Error(`${told(got)}\nexpected: ${JSON.stringify(expects)}`);
  if (!(got instanceof LayermountError)) {
    check(kernel, built, got, before.mounts.length);
    await got.unmount();
    driver.session.reset();
  }
  const touched = !(got instanceof LayermountError) || got.kind === "failed" ? kernelPaths(built) : [];
  const wrong = differences(before, look(kernel, watched), touched);
  if (wrong.length > 0) throw new Error(`not as before:\n${wrong.slice(0, 10).join("\n")}`);
  return got instanceof LayermountError ? { outcome: got.kind, rule: got.rule } : { outcome: "mounted" };
}

/** Runs one case on machines of one tier, on those that can have its scene, made once; throws what is wrong. */
export async function runCase(one: Case, machines: readonly Machine[]): Promise<ReadonlyMap<Machine, Result>> {
  const abilities = machines.some(({ ordinary }) => ordinary) ? ORDINARY_LAYERS : ROOT;
  const place = placeFor("simulated", one.needs?.includes("erofs-file") === true, abilities);
  try {
    const built = await one.build(place);
    const results = new Map<Machine, Result>();
    for (const machine of machines.filter((one) => isThere(place, one))) {
      const result = await runIn(place, built, one, machine).catch((error: unknown) => {
        throw new Error(`as on ${machine.name}: ${error instanceof Error ? error.message : error}`);
      });
      results.set(machine, result);
    }
    return results;
  } finally {
    const left = place.remove();
    if (left.length > 0) process.stderr.write(`${one.name}: left mounted: ${left.join(", ")}\n`);
  }
}
