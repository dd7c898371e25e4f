/** One random world on the machine's kernel and on the simulated one: where they part. */
import { realpathSync } from "node:fs";
import { lowered } from "../../host/capabilities/lower.ts";
import { type Capabilities, type Driver, LayermountError, type Mounted, mount } from "../../host/index.ts";
import { Place } from "../cases/place.ts";
import { ROOT } from "../model/layers.ts";
import { Random } from "../model/random.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { simulated } from "../simulated-kernel/driver.ts";
import type { Kernel } from "../simulated-kernel/kernel.ts";
import type { Rules } from "../simulated-kernel/rules.ts";
import { simulatedTree } from "../simulated-kernel/tree.ts";
import { name, onDisk } from "../support/names.ts";
import { mountedBeneath } from "../support/temporary.ts";
import { readTree, treeDifferences } from "../support/tree.ts";
import { clear, putBack } from "./clear.ts";
import { imported } from "./disk.ts";
import { randomScene, type Scene } from "./random-scene.ts";
import { type Performed, parting, recording } from "./trace.ts";

/** What came of a world. */
export interface Compared {
  /** The rule that answered, or that it was mounted. */
  readonly rule: string;
  /** What came of taking it down. */
  readonly unmounted: string;
  /** Where the two part; undefined: nowhere. */
  readonly differs: string | undefined;
}

type Got = Mounted | LayermountError;

async function got(work: Promise<Mounted>): Promise<Got> {
  return work.catch((error: unknown) => {
    if (error instanceof LayermountError) return error;
    throw error;
  });
}

function told(one: Got): string {
  if (!(one instanceof LayermountError)) return `mounted by ${one.way}`;
  return `${one.kind} by ${one.rule}, mount ${one.mount}, layer ${one.layer}, errno ${one.errno}, left ${one.left.length}`;
}

/** What is seen at a path and beneath it, in all mounts. */
function trees(kernel: Kernel, path: string): string | undefined {
  const fresh = mountTable().length - kernel.mounts.size;
  if (fresh !== 0) return `${fresh} mounts more than in the simulation`;
  const real = readTree(name(realpathSync(onDisk(path), { encoding: "buffer" })));
  const simulated = new Map(simulatedTree(kernel, path));
  for (const [path, entry] of simulated) {
    // The simulation has no clock: what a run itself made has its time on the machine only.
    if (entry.modified === 0) simulated.set(path, { ...entry, modified: real.get(path)?.modified ?? 0 });
  }
  const wrong = treeDifferences(real, simulated);
  return wrong.length === 0 ? undefined : `the tree: ${wrong.slice(0, 3).join("; ")}`;
}

function apart(one: string, other: string): string | undefined {
  return one === other ? undefined : `${one}; the simulation: ${other}`;
}

/** What comes of an unmount. */
async function takenDown(one: Got): Promise<string> {
  if (one instanceof LayermountError) return "nothing";
  try {
    const { unmounted, gone, retries } = await one.unmount({ patience: 4 });
    return `${unmounted} unmounted, ${gone} gone, ${retries} retries`;
  } catch (error) {
    if (error instanceof LayermountError) return told(error);
    throw error;
  }
}

async function both(place: Place, scene: Scene, rules: Rules, whole: Capabilities): Promise<Compared> {
  const kernel = imported(rules, place.directory);
  const capabilities = lowered(whole, scene.lower);
  const [real, simulation]: [Performed[], Performed[]] = [[], []];
  const own = simulated(kernel);
  const options = { capabilities, state: false } as const;
  const here = { ...options, driver: (driver: Driver) => recording(driver, real) };
  const there = { ...options, driver: () => recording(own, simulation) };
  const one = await got(mount(scene.request, here));
  const other = await got(mount(scene.request, there));
  own.session.reset();
  const rule = one instanceof LayermountError ? one.rule : "mounted";
  let differs = parting(real, simulation) ?? apart(told(one), told(other));
  if (differs === undefined && !(one instanceof LayermountError)) differs = trees(kernel, name(one.target));
  const down = [await takenDown(one), await takenDown(other)] as const;
  own.session.reset();
  differs ??= parting(real, simulation) ?? apart(...down) ?? trees(kernel, place.directory);
  return { rule, unmounted: down[0], differs };
}

/** Makes the world of a seed and runs its request on both. */
export async function compare(seed: number, rules: Rules, capabilities: Capabilities): Promise<Compared> {
  const place = new Place("compared", ROOT);
  let before: string[] | undefined;
  try {
    const scene = randomScene(place, new Random(seed));
    before = mountedBeneath(place.directory);
    return await both(place, scene, rules, capabilities);
  } finally {
    if (before !== undefined) {
      clear(place.directory, before);
      putBack(place.directory, before);
    }
    place.remove();
  }
}
