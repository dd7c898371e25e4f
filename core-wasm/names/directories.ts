// Directories that names have in common.

import { Bytes } from "../bytes/bytes.ts";
import { lastSlash } from "../bytes/path.ts";
import { common } from "../memory/memory.ts";
import { ABSOLUTE, Named } from "./named.ts";

/** The longest directory that holds all layers of this parent; `otherwise` where it has none. */
export function commonDirectory(layers: Named[], parent: i32, otherwise: Bytes): Bytes {
  let first = -1;
  let shared = 0;
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i];
    if (layer.parent != parent && layer.parent != ABSOLUTE) continue;
    if (first < 0) {
      first = i;
      shared = layer.full.length;
    } else {
      const limit = layer.full.length < shared ? layer.full.length : shared;
      shared = common(layers[first].full.at, layer.full.at, limit);
    }
  }
  if (first < 0) return otherwise;
  const path = layers[first].full;
  const slash = lastSlash(path, shared);
  return path.slice(0, slash < 0 ? 0 : slash);
}

/** The directory directly beneath `parent` on the way to `path`; `path` itself if it is that. */
export function child(path: Bytes, parent: Bytes): Bytes {
  let end = parent.length + 1;
  while (end < path.length && path.byte(end) != 47) end++;
  return path.slice(0, end);
}

/**
 * The directories directly beneath a parent that hold its layers; empty where there are more than one above `most`, or
 * a layer is one of them.
 */
export function childrenOf(layers: Named[], parent: i32, directory: Bytes, most: i32): Bytes[] {
  const found: Bytes[] = [];
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i];
    if (layer.parent != parent) continue;
    const next = child(layer.full, directory);
    let known = false;
    for (let j = 0; j < found.length && !known; j++) known = found[j].equals(next);
    if (known) continue;
    if (found.length > most || next.length == layer.full.length) return [];
    found.push(next);
  }
  return found;
}

/** How many layers are named from each of so many parents. */
export function layersOf(layers: Named[], parents: i32): i32[] {
  const counts = new Array<i32>(parents);
  counts.fill(0);
  for (let i = 0; i < layers.length; i++) {
    const parent = layers[i].parent;
    if (parent != ABSOLUTE) counts[parent]++;
  }
  return counts;
}

/** The longest directory that holds both paths. */
export function sharedDirectory(a: Bytes, b: Bytes): Bytes {
  const limit = a.length < b.length ? a.length : b.length;
  const slash = lastSlash(a, common(a.at, b.at, limit));
  return a.slice(0, slash < 0 ? 0 : slash);
}
