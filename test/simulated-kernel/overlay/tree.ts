/** The merged tree of an overlay: which of the layers a name comes from, and where what is written goes. */
import { type IdMaps, ownerOf } from "../idmap.ts";
import { childOf, type FileSystem, type Finder, isBeneath, makeChild, Node, namesOf, removeChild } from "../node.ts";
import { S_IFCHR, S_IFDIR, S_IFMT } from "../numbers.ts";
import type { Rules } from "../rules.ts";

/** The name space of an overlay's own attributes. */
export type Attribute = "user" | "trusted" | "none";

interface Overlay {
  readonly fs: FileSystem;
  readonly attribute: Attribute;
  readonly upper: Node;
  readonly rules: Rules;
}

function isWhiteout({ rules, attribute }: Overlay, node: Node): boolean {
  if (rules.features.charWhiteouts && (node.mode & S_IFMT) === S_IFCHR && node.rdev === 0) return true;
  return rules.features.whiteoutAttributes && node.attributes?.has(`${attribute}.overlay.whiteout`) === true;
}

function isOpaque({ rules, attribute }: Overlay, node: Node): boolean {
  return rules.features.opaqueMarks && node.attributes?.get(`${attribute}.overlay.opaque`) === "y";
}

/** Looks a name up in the parts of its directory: the first decides what it is, directories are merged. */
function partsOf(overlay: Overlay, directory: Node, name: string): Node[] {
  const found: Node[] = [];
  for (const part of directory.parts ?? []) {
    const here = childOf(part, name);
    if (here === undefined) continue;
    if (isWhiteout(overlay, here)) break;
    if (!here.isDirectory) {
      if (found.length === 0) found.push(here);
      break;
    }
    found.push(here);
    if (isOpaque(overlay, here)) break;
  }
  return found;
}

/** The maps of the mounts that layers are seen through, by the layers' roots. */
export type LayerMaps = ReadonlyMap<Node, IdMaps | undefined>;

function mapsOf(part: Node, maps: LayerMaps): IdMaps | undefined {
  for (let at: Node | null = part; at !== null; at = at.parent) if (maps.has(at)) return maps.get(at);
  return undefined;
}

/** What the uppermost part shows, under the overlay's own inode. */
function shownAs(fs: FileSystem, parts: readonly Node[], maps: LayerMaps): Node {
  const top = parts[0] as Node;
  const node = new Node(fs, top.mode);
  [node.uid, node.gid] = ownerOf(top, mapsOf(top, maps));
  node.modified = top.modified;
  node.rdev = top.rdev;
  node.body = top.body;
  node.parts = parts;
  return node;
}

/** The upperdir's directory for one of the overlay's, made where it is not there yet. */
function copiedUp(overlay: Overlay, directory: Node): Node {
  const [top] = directory.parts ?? [];
  if (directory.parent === null || top?.fs === undefined) return overlay.upper;
  const above = copiedUp(overlay, directory.parent);
  const there = childOf(above, directory.name);
  if (there !== undefined && there === top) return there;
  const made = makeChild(above, directory.name, directory.mode);
  made.uid = directory.uid;
  made.gid = directory.gid;
  directory.parts = [made, ...(directory.parts ?? [])];
  return made;
}

/** The names and nodes of an overlay of these directories, topmost first. */
export function overlayFinder(
  fs: FileSystem,
  layers: readonly Node[],
  attribute: Attribute,
  work: Node | undefined,
  rules: Rules,
  maps: LayerMaps,
): Finder {
  const upper = layers[0] as Node;
  const overlay: Overlay = { fs, attribute, upper, rules };
  fs.root = shownAs(fs, layers, maps);
  const find = (directory: Node, name: string): Node | undefined => {
    const known = directory.children?.get(name);
    if (known !== undefined) return known;
    const parts = partsOf(overlay, directory, name);
    if (parts.length === 0) return undefined;
    const node = shownAs(fs, parts, maps);
    node.name = name;
    node.parent = directory;
    directory.children?.set(name, node);
    return node;
  };
  return {
    find,
    ...(work && { upper, work }),
    names(directory) {
      const all = new Set<string>();
      for (const part of directory.parts ?? []) for (const name of namesOf(part)) all.add(name);
      return [...all].filter((name) => find(directory, name) !== undefined);
    },
    refuses(directory, name, mode) {
      const [top] = directory.parts ?? [];
      const isHidden = top !== undefined && isBeneath(top, upper) && childOf(top, name) !== undefined;
      // A directory in the place of a whiteout would have to be marked as opaque.
      return isHidden && attribute === "none" && (mode & S_IFMT) === S_IFDIR ? rules.errnos.namespacedMark : 0;
    },
    add(directory, name, mode) {
      const above = copiedUp(overlay, directory);
      const hidden = childOf(above, name);
      if (hidden !== undefined) removeChild(above, hidden);
      const made = makeChild(above, name, mode);
      // It replaces what lower layers have by this name.
      if (made.isDirectory && attribute !== "none")
        made.attributes = new Map([[`${overlay.attribute}.overlay.opaque`, "y"]]);
      const node = shownAs(fs, [made], maps);
      node.name = name;
      node.parent = directory;
      directory.children?.set(name, node);
      return node;
    },
    remove(directory, node) {
      const above = copiedUp(overlay, directory);
      const own = childOf(above, node.name);
      if (own !== undefined) removeChild(above, own);
      directory.children?.delete(node.name);
      if (partsOf(overlay, directory, node.name).length > 0) makeChild(above, node.name, S_IFCHR);
    },
  };
}
