import { chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Case, modes, nameOf } from "./case.ts";

/** The first host id of the maps. */
const FIRST_ID = 100_000;

/** Directories laid out as containerd's overlay snapshotter lays them out, so that names have the usual lengths. */
export interface Layers {
  /** Absolute; holds `1/fs` … `N/fs`. */
  readonly snapshots: string;
  readonly targets: string;
}

/** The place of one contender's case: its snapshot with upper and work, and the directory that it mounts on. */
export interface Place {
  readonly own: string;
  readonly target: string;
}

/** Makes `count` layers, one file in each: what a layer holds does not change what mounting it costs. */
export async function makeLayers(base: string, count: number): Promise<Layers> {
  const snapshots = join(base, "io.containerd.snapshotter.v1.overlayfs", "snapshots");
  const targets = join(base, "targets");
  await mkdir(targets, { recursive: true });
  for (let layer = 1; layer <= count; layer++) {
    const directory = join(snapshots, String(layer), "fs");
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, `layer-${layer}`), `${layer}\n`);
  }
  return { snapshots, targets };
}

/** The absolute lowerdirs of a case, topmost first. */
export function lowersOf(layers: Layers, count: number): string[] {
  return Array.from({ length: count }, (_, index) => join(layers.snapshots, String(count - index), "fs"));
}

/** Makes upper, work and target for one contender: none shares them, since a second mount of an upper is refused. */
export async function makePlace(layers: Layers, contender: number, one: Case): Promise<Place> {
  const own = String(1000 + (contender * modes.length + modes.indexOf(one.mode)) * 500 + (one.layers % 500));
  const target = join(layers.targets, `${contender}-${nameOf(one)}`);
  await mkdir(join(layers.snapshots, own, "fs"), { recursive: true });
  await mkdir(join(layers.snapshots, own, "work"), { recursive: true });
  if (one.mode === "mapped") await chown(join(layers.snapshots, own, "fs"), FIRST_ID, FIRST_ID);
  await mkdir(target, { recursive: true });
  return { own, target };
}
