import type { Mount, MountRequest } from "../../host/index.ts";
import type { Top } from "../model/layers.ts";
import { modelOf } from "../model/overlay.ts";
import { bytes } from "../support/names.ts";
import { readTree } from "../support/tree.ts";
import type { Built, Show, Way } from "./case.ts";
import type { Place } from "./place.ts";

/** An overlay with its layers typed. */
export function overlay(lowers: readonly string[], top?: Top, options: readonly string[] = []): Mount {
  return {
    type: "overlay",
    options,
    lowers: lowers.map(bytes),
    ...(top === undefined ? {} : { upper: bytes(top.upper), work: bytes(top.work) }),
  };
}

/** A path as it stands inside lowerdir= of an option list. */
export function escaped(path: string): string {
  return path.replace(/[\\:,]/g, "\\$&");
}

/** The same overlay as words of an option list, as containerd and mount(8) write it. */
export function overlayWords(lowers: readonly string[], top?: Top, options: readonly string[] = []): Mount {
  const words = [`lowerdir=${lowers.map(escaped).join(":")}`, ...options];
  if (top !== undefined) words.unshift(`workdir=${escaped(top.work)}`, `upperdir=${escaped(top.upper)}`);
  return { type: "overlay", source: "overlay", options: words.map(bytes) };
}

/** A request for one root at the place's target. */
export function request(place: Place, mounts: readonly Mount[], way?: Way): MountRequest {
  const target = bytes(place.target);
  return way === undefined ? { mounts, target } : { mounts, target, way };
}

/** The root of a request must show what the model says of these layers. */
export function showsLayers(place: Place, layers: readonly string[], at = ""): Show {
  return { at, tree: () => modelOf(layers, place.abilities.attributes) };
}

/** What a bind of this directory must show: the directory itself, marks and all. */
export function showsDirectory(directory: string, at = ""): Show {
  return { at, tree: () => readTree(directory) };
}

/** The common case: one overlay of these layers, to be compared with the model and proved. */
export function overlayCase(place: Place, lowers: readonly string[], top?: Top, way?: Way): Built {
  const layers = top === undefined ? lowers : [top.upper, ...lowers];
  const single = top === undefined && lowers.length === 1;
  return {
    request: request(place, [overlay(lowers, top)], way),
    // A single lower without an upper is no overlay for the kernel; it becomes a bind.
    shows: [single ? showsDirectory(lowers[0] ?? "") : showsLayers(place, layers)],
    lowers,
    ...(top === undefined ? {} : { upper: top.upper }),
  };
}
