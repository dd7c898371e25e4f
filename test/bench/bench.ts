import { join } from "node:path";
import { measureAside } from "./aside.ts";
import { buildC, buildContainerd } from "./build.ts";
import { type Case, modes } from "./case.ts";
import type { Contender } from "./contender.ts";
import { growthCases, growthOf } from "./growth.ts";
import { makeLayers } from "./layers.ts";
import { machineOf } from "./machine.ts";
import { names, rowsOf } from "./mounts.ts";
import { coverRun } from "./namespace.ts";
import type { BenchOptions } from "./options.ts";
import { layermount } from "./ours.ts";
import { contenderOf, Peer } from "./peer.ts";
import { measurePlanning } from "./planning.ts";
import type { Report } from "./report.ts";
import { interleave, prepare, type Until, warm } from "./rounds.ts";
import { besideSpinner } from "./spinner.ts";
import { measureStarts } from "./start.ts";
import { randomFrom } from "./statistics.ts";
import { measureViews } from "./views.ts";

/** Rounds of whole processes: each takes as long as twenty mounts. */
const STARTS = 100;
/** Rounds with 64 MiB to be written. */
const VIEWS = 15;
/** Rounds with 5,000 mounts to be made. */
const ASIDE = 15;

/** Runs everything. Without a workplace (not root) nothing is mounted and only planning is measured. */
export async function bench(options: BenchOptions, place: string | undefined): Promise<Report> {
  const skipped: string[] = [];
  const [bare, containerd] = await Promise.all([buildC(), buildContainerd()]);
  for (const built of [bare, containerd]) if ("skipped" in built) skipped.push(built.skipped);
  const go = "path" in containerd ? new Peer([containerd.path]) : undefined;
  const command = ["bun", "scripts/bench.ts", ...process.argv.slice(2)].join(" ");
  const common = { command, seed: options.seed, skipped };
  if (place === undefined) {
    skipped.push("every mount: needs root");
    const machine = await machineOf("/");
    const none = { cannot: [], mounts: [], growth: [], starts: [], views: null, aside: null };
    return { machine, ...common, ...none, ...(await measurePlanning(options.short, go)) };
  }

  coverRun();
  const layers = await makeLayers(place, Math.max(500, ...options.sizes));
  const contenders: Contender[] = [
    ...("path" in bare ? [contenderOf(names.bare, 0, new Peer([bare.path]), layers)] : []),
    ...(go ? [contenderOf(names.containerd, 1, go, layers)] : []),
    layermount(names.unproved, 2, "none", layers),
    layermount(names.proved, 3, "kernel", layers),
  ];
  const random = randomFrom(options.seed);
  const cases: Case[] = modes.flatMap((mode) => options.sizes.map((size) => ({ layers: size, mode })));
  const entries = await prepare(contenders, cases);
  await warm(entries, options.short ? 3 : 1500);
  const measured = await interleave(entries, until(options, 1), random);
  const mounts = rowsOf(measured, false, random);
  if ("path" in bare) {
    const beside = await besideSpinner(bare.path, () => interleave(entries, until(options, 0.4), random));
    mounts.push(...rowsOf(beside, true, random));
  } else {
    skipped.push("unmount +spinner: the spinner is part of the C peer");
  }
  const two = contenders.filter(({ name }) => name === names.bare || name === names.proved);
  const grown = await interleave(await prepare(two, growthCases), until(options, 0.3), random);
  const started = await measureStarts(layers, join(place, "start"), options.short ? 3 : STARTS, random);
  skipped.push(...started.skipped);
  const machine = await machineOf(place);
  const rounds = options.short ? 3 : VIEWS;
  const views = await measureViews(join(place, "views"), machine.layersOn, rounds, random);
  if (typeof views === "string") skipped.push(views);
  const beside = options.short ? 2 : ASIDE;
  const c = "path" in bare ? new Peer([bare.path]) : undefined;
  const aside = await measureAside(layers, join(place, "aside"), beside, c, random);
  await c?.close();
  const report: Report = {
    machine,
    ...common,
    cannot: [...entries, ...grown].flatMap((entry) => [...entry.cannot.values()]),
    mounts,
    growth: growthOf(grown),
    starts: started.starts,
    views: typeof views === "string" ? null : views,
    aside,
    ...(await measurePlanning(options.short, go)),
  };
  for (const contender of contenders) await contender.close();
  return report;
}

function until(options: BenchOptions, share: number): Until {
  if (options.seconds !== undefined) return { deadline: Bun.nanoseconds() + options.seconds * share * 1e9 };
  return { rounds: Math.max(2, Math.round((options.rounds ?? 40) * share)) };
}
