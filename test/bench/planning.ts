import { probe } from "../../host/index.ts";
import type { Capabilities, Run } from "../../host/planner/generated/types.ts";
import { type Planner, planner } from "../../host/planner/planner.ts";
import { vector } from "../plan/vectors.ts";
import { sizes } from "./case.ts";
import { growthSizes } from "./growth.ts";
import type { Peer } from "./peer.ts";
import { type Line, lineThrough, median } from "./statistics.ts";

/** Planning one writable overlay, warm, without carrying anything out. */
export interface PlanningRow {
  readonly layers: number;
  /** From paths as bytes to the program's bytes: into the planner's memory, the planner, out of it. */
  readonly nanoseconds: number;
  /** The same from paths as strings. */
  readonly fromStrings: number;
  /** containerd's parse, compact, parse and join (pure.go); null where it is missing. */
  readonly containerd: number | null;
}

/** What so many plans leave behind. */
export interface Memory {
  readonly plans: number;
  readonly layers: number;
  /** Pages of the planner's memory. */
  readonly pagesBefore: number;
  readonly pagesAfter: number;
  /** Resident bytes of this process; before means: after a twentieth of the plans. */
  readonly residentBefore: number;
  readonly residentAfter: number;
}

/** Everything that is measured of planning alone. */
export interface Planning {
  readonly planning: readonly PlanningRow[];
  /** Through 1 to 500 layers. */
  readonly planningLine: Line;
  readonly memory: Memory;
}

const snapshots = "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots";
const batch = 10;

/**
 * Measures planning on this kernel's capabilities, or on measured ones where they cannot be tried, beside containerd's
 * where it is there.
 */
export async function measurePlanning(short: boolean, containerd: Peer | undefined): Promise<Planning> {
  const capabilities = process.getuid?.() === 0 ? (await probe()).capabilities : vector("6.18");
  const shared = await planner();
  const budget = short ? 5 : 200;
  const rows: PlanningRow[] = [];
  for (const layers of sizes) {
    const bytes = runOf(layers, capabilities, (path) => new TextEncoder().encode(path));
    const strings = runOf(layers, capabilities, (path) => path);
    rows.push({
      layers,
      nanoseconds: timeOf(shared, bytes, budget),
      fromStrings: timeOf(shared, strings, budget),
      containerd: containerd ? await pureOf(containerd, layers, budget) : null,
    });
  }
  const points = growthSizes.map((layers) => {
    const run = runOf(layers, capabilities, (path) => new TextEncoder().encode(path));
    return [layers, timeOf(shared, run, budget)] as const;
  });
  const memory = memoryOver(
    shared,
    runOf(128, capabilities, (path) => path),
    short ? 10_000 : 1_000_000,
  );
  return { planning: rows, planningLine: lineThrough(points), memory };
}

/** The first step of mounting a writable overlay: nothing was observed yet. */
function runOf(layers: number, capabilities: Capabilities, as: (path: string) => Uint8Array | string): Run {
  const lowers = Array.from({ length: layers }, (_, index) => as(`${snapshots}/${layers - index}/fs`));
  const [upper, work] = [as(`${snapshots}/1000/fs`), as(`${snapshots}/1000/work`)];
  const overlay = { fstype: "overlay", source: "overlay", target: "", options: [], lowers, upper, work };
  const target = as("/run/containerd/io.containerd.runtime.v2.task/default/bench/rootfs");
  const allow = { upperInsideLower: false, chownUpper: false };
  const request = { mounts: [overlay], target, makeTarget: false, proof: "kernel", allow, view: "asked" } as const;
  return { request: { tag: "mount", value: request }, capabilities, observations: [] };
}

/** Nanoseconds of one plan: the median over batches, garbage collection included. */
function timeOf(shared: Planner, run: Run, milliseconds: number): number {
  plan(shared, run);
  const warm = Bun.nanoseconds() + milliseconds * 0.5e6;
  while (Bun.nanoseconds() < warm) plan(shared, run);
  const times: number[] = [];
  const end = Bun.nanoseconds() + milliseconds * 1e6;
  while (Bun.nanoseconds() < end || times.length < 3) {
    const start = Bun.nanoseconds();
    for (let i = 0; i < batch; i++) plan(shared, run);
    times.push((Bun.nanoseconds() - start) / batch);
  }
  return median(times);
}

function plan(shared: Planner, run: Run): Uint8Array {
  const step = shared.next(run);
  if (step.ok && step.value.tag === "perform") return step.value.value;
  throw new Error(`no program: ${JSON.stringify(step.ok ? step.value.tag : step.error.rule)}`);
}

async function pureOf(containerd: Peer, layers: number, milliseconds: number): Promise<number> {
  const [id] = await containerd.ask(`setup ${layers} rw ${snapshots} 1000 /nowhere`);
  const [spent] = await containerd.ask(`pure ${id} ${milliseconds}`);
  return Number(spent);
}

function memoryOver(shared: Planner, run: Run, plans: number): Memory {
  const pagesBefore = shared.pages;
  for (let i = 0; i < plans / 20; i++) plan(shared, run);
  const residentBefore = resident();
  for (let i = plans / 20; i < plans; i++) plan(shared, run);
  return {
    plans,
    layers: 128,
    pagesBefore,
    pagesAfter: shared.pages,
    residentBefore,
    residentAfter: resident(),
  };
}

function resident(): number {
  Bun.gc(true);
  return process.memoryUsage().rss;
}
