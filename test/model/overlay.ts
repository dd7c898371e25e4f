import { attribute } from "../support/libc.ts";
import { entryAt, namesIn } from "./disk.ts";
import type { Entry, Tree } from "./entry.ts";

/** A directory that takes part in a merged one: where it is and which layer it is of. */
interface Part {
  readonly path: string;
  readonly layer: number;
}

/** How the opaque mark is spelled: `trusted` as root, `user` with userxattr. */
export type Attributes = "trusted" | "user";

function isOpaque(path: string, attributes: Attributes): boolean {
  return attribute(path, `${attributes}.overlay.opaque`) === "y";
}

/**
 * Every name in the parts of a directory, with those parts that have it, topmost first. Asking each of 500 layers for
 * each name would be slow, in Deno very: there a missing file costs 10 µs and more.
 */
function partsByName(parts: readonly Part[]): Map<string, Part[]> {
  const names = new Map<string, Part[]>();
  for (const part of parts) {
    for (const child of namesIn(part.path)) {
      const having = names.get(child);
      if (having === undefined) names.set(child, [part]);
      else having.push(part);
    }
  }
  return names;
}

/**
 * Looks one name up in those parts of its parent that have it, as overlayfs does: the first
 * decides what it is; a directory goes on collecting directories beneath it
 * until a whiteout, an opaque mark or anything that is no directory ends it.
 */
function lookUp(parts: readonly Part[], child: string, attributes: Attributes): { entry: Entry; parts: Part[] } | null {
  const found: Part[] = [];
  let top: Entry | undefined;
  for (const part of parts) {
    const path = `${part.path}/${child}`;
    const here = entryAt(path, [part.layer]);
    if (here === undefined) continue;
    if (here.kind === "whiteout") break;
    if (here.kind !== "directory") {
      if (top === undefined) return { entry: here, parts: [] };
      break;
    }
    top ??= here;
    found.push({ path, layer: part.layer });
    if (isOpaque(path, attributes)) break;
  }
  if (top === undefined) return null;
  return { entry: { ...top, layers: found.map((part) => part.layer) }, parts: found };
}

/**
 * The tree that an overlay of these layers shows.
 *
 * @param layers directories, topmost first; the upperdir, if any, is the first
 */
export function modelOf(layers: readonly string[], attributes: Attributes = "trusted"): Tree {
  const tree = new Map<string, Entry>();
  const walk = (parts: readonly Part[], at: string): void => {
    for (const [child, having] of partsByName(parts)) {
      const found = lookUp(having, child, attributes);
      if (found === null) continue;
      const path = at === "" ? child : `${at}/${child}`;
      tree.set(path, found.entry);
      if (found.entry.kind === "directory") walk(found.parts, path);
    }
  };
  // The roots of all layers are merged whatever marks they bear: no lookup leads to them.
  const roots = layers.map((path, layer) => ({ path, layer }));
  const root = entryAt(layers[0] ?? "", [...roots.keys()]);
  if (root === undefined) throw new Error("no layer to model");
  tree.set("", root);
  walk(roots, "");
  return tree;
}
