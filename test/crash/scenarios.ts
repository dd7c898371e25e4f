/** What is being mounted when a process dies: each with ten layers or more. */
import { chownSync, mkdirSync } from "node:fs";
import type { MountRequest } from "../../host/index.ts";
import type { Place } from "../cases/place.ts";
import { KERNELS_OWN } from "../model/layers.ts";

const LAYERS = 10;

/** A request, and what it comes to where nobody dies. */
export interface Scenario {
  readonly name: string;
  /** Of the library. */
  readonly call: "mount" | "mountTemporarily";
  readonly ends: string;
  /** Capabilities to do without. */
  readonly lower?: readonly string[];
  request(place: Place): Partial<MountRequest>;
}

function overlay(place: Place, isWritable = true): MountRequest["mounts"][number] {
  const { lowers } = place.stack(LAYERS);
  return { type: "overlay", lowers, ...(isWritable && place.top()) };
}

function by(way: MountRequest["way"]): Scenario {
  return {
    name: `an overlay by ${way}, at a directory that is made`,
    call: "mount",
    ends: "mounted",
    request: (place) => ({ mounts: [overlay(place)], target: place.at("made"), mkdir: true, ...(way && { way }) }),
  };
}

const MAPPED = 100000;
const MAP = [{ container: 0, host: MAPPED, size: 65536 }];

/** Layers seen through id maps: by clones that nobody sees, or that are attached for a while. */
function mapped(name: string, lower?: readonly string[]): Scenario {
  return {
    name: `id-mapped layers, ${name}`,
    call: "mount",
    ends: "mounted",
    ...(lower && { lower }),
    request(place) {
      const root = overlay(place);
      chownSync(root.upper as string, MAPPED, MAPPED);
      return { mounts: [{ ...root, uidMap: MAP, gidMap: MAP }], target: place.at("made"), mkdir: true };
    },
  };
}

export const SCENARIOS: readonly Scenario[] = [
  by("relative"),
  by("strings"),
  by("descriptors"),
  {
    name: "a list with mounts beneath the root",
    call: "mount",
    ends: "mounted",
    request(place) {
      const { lowers } = place.stack(LAYERS);
      for (const name of ["below", "bound"]) mkdirSync(`${lowers[0]}/${name}`);
      const root = { type: "overlay", lowers, ...place.top() };
      const bound = { type: "bind", source: place.make("source"), target: "bound", options: ["rbind"] };
      const below = { type: "tmpfs", source: "tmpfs", target: "below", options: ["size=64k"] };
      return { mounts: [root, below, bound], target: place.target };
    },
  },
  mapped("by a detached clone"),
  mapped("by an attached clone", ["detached-layers"]),
  {
    name: "a bind",
    call: "mount",
    ends: "mounted",
    request: (place) => ({
      mounts: [{ type: "bind", source: place.make("source"), options: ["rbind", "ro"] }],
      target: place.target,
    }),
  },
  {
    name: "an overlay that turns out to be read-only",
    call: "mount",
    ends: "verify.read-only",
    request(place) {
      const root = overlay(place);
      // What another overlay left there cannot be removed by the kernel (kernel.md §2.4).
      mkdirSync(`${root.work}/${KERNELS_OWN}/rest/of/another`, { recursive: true });
      return { mounts: [root], target: place.at("made"), mkdir: true };
    },
  },
  {
    name: "a view for a while",
    call: "mountTemporarily",
    ends: "mounted",
    request: (place) => ({ mounts: [overlay(place)], view: "read-only" }),
  },
];
