/** An overlay is made: what it checks of its directories, and in which order (ovl_fill_super; kernel.md section 2). */
import type { Run } from "../driver.ts";
import { isRootMapped } from "../idmap.ts";
import type { Kernel } from "../kernel.ts";
import type { Path } from "../mount.ts";
import { childOf, FileSystem, isBeneath, makeChild, type Node } from "../node.ts";
import * as n from "../numbers.ts";
import { hidesBeneath, typeErrno } from "../user-namespace.ts";
import type { OverlayConfig } from "./config.ts";
import { type Attribute, overlayFinder } from "./tree.ts";
import { conflict, isVolatile, shownWords } from "./words.ts";
import { prepareWork } from "./workdir.ts";

/** Whether an overlay can have a copy of a mount of its own (clone_private_mount); errno, or 0. */
function cloneErrno(kernel: Kernel, { mount, node }: Path): number {
  const { rules } = kernel;
  if (hidesBeneath(kernel, mount, node)) return n.EINVAL;
  if (mount.idmap !== undefined && !rules.features.idmappedLayers) return n.EINVAL;
  if (mount.unbindable && rules.errnos.unbindableLayer !== 0) return rules.errnos.unbindableLayer;
  if (mount.state === "attached") return 0;
  const isTree = mount.state === "detached" && mount.parent === null;
  return isTree && rules.features.detachedLayers ? 0 : rules.errnos.detachedLayer;
}

/** Which kernels take layers that hold data only, and how they were told (`::` or datadir+). */
function dataErrno({ rules: { texts } }: Kernel, { data, dataByKey, words, lowers }: OverlayConfig): number {
  if (data === 0) return 0;
  if (data === lowers.length) return n.EINVAL;
  const how = dataByKey ? texts.datadirPlus : texts.dataOnly;
  return how === "yes" || (how === "metacopy" && words.get("metacopy") === "on") ? 0 : n.EINVAL;
}

/** What needs attributes that only root of the initial namespace has; errno, or 0. */
function privilegedErrno({ namespaced, rules }: Kernel, { words, data }: OverlayConfig): number {
  if (!namespaced || words.has("userxattr")) return 0;
  const redirect = words.get("redirect_dir");
  const isAsked = words.get("metacopy") === "on" || redirect === "on" || redirect === "follow";
  return isAsked || words.has("verity") || data > 0 ? rules.errnos.namespacedWord : 0;
}

/** upperdir and workdir: errno, or what becomes of the overlay. */
function takeTop({ kernel }: Run, config: OverlayConfig): number | "writable" | "read-only" {
  const { upper, work, words } = config;
  const { rules } = kernel;
  if (upper === undefined) return "read-only";
  if (work === undefined) return -rules.errnos.noWork;
  const cloned = cloneErrno(kernel, upper.path);
  if (cloned !== 0) return -cloned;
  const inUse = words.get("index") === "on" ? rules.errnos.sharedTopIndexed : rules.errnos.sharedTop;
  if (inUse !== 0 && kernel.inUse.has(upper.path.node)) return -inUse;
  if (upper.path.mount !== work.path.mount && rules.errnos.workElsewhere !== 0) return -rules.errnos.workElsewhere;
  const [up, down] = [upper.path.node, work.path.node];
  if ((isBeneath(up, down) || isBeneath(down, up)) && rules.errnos.workNested !== 0) return -rules.errnos.workNested;
  if (inUse !== 0 && kernel.inUse.has(down)) return -inUse;
  // Nothing can be made in the workdir by a root that has no id there.
  if (!isRootMapped(work.path.mount.idmap)) return rules.features.silentReadOnly ? "read-only" : -n.EOVERFLOW;
  return prepareWork(rules, down, isVolatile(words));
}

/** What no lower may be, nor lie in: this overlay's upperdir and workdir, and every other lower. */
function trapErrno({ kernel }: Run, { lowers, upper, work }: OverlayConfig, traps: Set<Node>): number {
  const { errnos } = kernel.rules;
  if (upper !== undefined) traps.add(upper.path.node);
  if (work !== undefined && upper !== undefined) traps.add(work.path.node);
  for (const { path } of lowers) {
    if (traps.has(path.node) && errnos.duplicateLayer !== 0) return errnos.duplicateLayer;
    traps.add(path.node);
    const cloned = cloneErrno(kernel, path);
    if (cloned !== 0) return cloned;
  }
  return 0;
}

/** Whether a lower lies in what is a layer already. */
function overlapErrno({ kernel }: Run, { lowers, upper }: OverlayConfig, traps: ReadonlySet<Node>): number {
  const { errnos } = kernel.rules;
  for (const { path } of lowers) {
    for (let above = path.node.parent; above !== null; above = above.parent) {
      if (traps.has(above) && errnos.nestedLayer !== 0) return errnos.nestedLayer;
    }
  }
  if (upper === undefined || errnos.upperInsideLower === 0) return 0;
  return lowers.some(({ path }) => isBeneath(upper.path.node, path.node)) ? errnos.upperInsideLower : 0;
}

/** Whether upper names get an index; where a layer's file system gives no file handles there is none. */
function canIndex({ namespaced }: Kernel, { lowers, upper, words }: OverlayConfig): boolean {
  // File handles are not opened there.
  if (namespaced) return false;
  const isAsked = words.get("index") === "on" || words.get("nfs_export") === "on";
  return upper !== undefined && isAsked && lowers.every(({ path }) => path.node.fs.type !== "overlay");
}

/** Whose attributes are read and written; those of root are not there for others. */
function attributeOf({ namespaced, rules }: Kernel, words: ReadonlyMap<string, string>): Attribute {
  if (words.has("userxattr")) return "user";
  return namespaced && !rules.features.namespacedMarks ? "none" : "trusted";
}

/** The identity of an upperdir (`uuid=on`): an attribute, which takes an inode's room. */
function identityOf({ rules }: Kernel, upper: Node, prefix: Attribute): "new" | "kept" | "none" {
  if (prefix === "none") return "none";
  const { fs } = upper;
  const name = `${prefix}.overlay.uuid`;
  upper.attributes ??= new Map();
  if (upper.attributes.has(name)) return "kept";
  if (!rules.features.uuid || fs.room < rules.budgets.uuidInodes) return "none";
  upper.attributes.set(name, "");
  fs.room--;
  return "new";
}

function shownOptions({ kernel }: Run, config: OverlayConfig, isIndexed: boolean): string[] {
  const { lowers, data, lowerdir, upper, work, words } = config;
  const hasTop = upper !== undefined;
  const attribute = attributeOf(kernel, words);
  const hasNone = upper === undefined || words.get("uuid") === "null" || words.get("uuid") === "off";
  const identity = hasNone ? "none" : identityOf(kernel, upper.path.node, attribute);
  const first = lowers.length - data;
  const layers =
    lowerdir !== undefined
      ? [`lowerdir=${lowerdir}`]
      : lowers.map(({ shown }, i) => `${i < first ? "lowerdir+" : "datadir+"}=${shown}`);
  const top = hasTop ? [`upperdir=${upper.shown}`, `workdir=${work?.shown ?? ""}`] : [];
  return [
    ...layers,
    ...top,
    ...shownWords(words, { hasUpper: hasTop, identity, isIndexed, isMarked: attribute === "trusted" }, kernel.rules),
  ];
}

/** Makes an overlay of what was given; a negative errno where that cannot be. */
export function makeOverlay(run: Run, config: OverlayConfig, source: string, readOnly: boolean): FileSystem | number {
  const { kernel } = run;
  const { errnos, budgets } = kernel.rules;
  const { lowers, upper, work, words } = config;
  const typed = typeErrno(kernel, "overlay");
  if (typed !== 0) return -typed;
  if (conflict(words, upper !== undefined)) return -n.EINVAL;
  const privileged = privilegedErrno(kernel, config);
  if (privileged !== 0) return -privileged;
  if (lowers.length === 0) return -errnos.noLower;
  const data = dataErrno(kernel, config);
  if (data !== 0) return -data;
  const top = takeTop(run, config);
  if (typeof top === "number") return top;
  if (upper === undefined && lowers.length === 1 && errnos.singleLower !== 0) return -errnos.singleLower;
  const all = upper === undefined ? lowers : [upper, ...lowers];
  const depth = 1 + Math.max(...all.map(({ path }) => path.node.fs.depth));
  if (depth > budgets.depth && errnos.tooDeep !== 0) return -errnos.tooDeep;
  const traps = new Set<Node>();
  const trapped = trapErrno(run, config, traps);
  if (trapped !== 0) return -trapped;
  const indexed = top === "writable" && canIndex(kernel, config);
  if (indexed && work !== undefined) {
    if (childOf(work.path.node, "index") === undefined) makeChild(work.path.node, "index", n.S_IFDIR);
  }
  const overlapping = overlapErrno(run, config, traps);
  if (overlapping !== 0) return -overlapping;
  const merged = all.slice(0, all.length - config.data).map(({ path }) => path);
  const seen = merged.map(({ node }) => node);
  const maps = new Map(merged.map(({ node, mount }) => [node, mount.idmap]));
  const fs = new FileSystem("overlay", n.OVERLAY_MAGIC, source, kernel.nextDevice(), (seen[0] as Node).mode);
  fs.depth = depth;
  fs.readOnly = readOnly || top === "read-only";
  fs.options = shownOptions(run, config, indexed);
  // Its own directory in the workdir, by way of which names are replaced.
  const made = upper === undefined || work === undefined ? undefined : childOf(work.path.node, "work");
  fs.finder = overlayFinder(fs, seen, attributeOf(kernel, words), made, kernel.rules, maps);
  const used = upper === undefined || work === undefined ? [] : [upper.path.node, work.path.node];
  const ours = used.filter((node) => !kernel.inUse.has(node));
  for (const node of ours) kernel.inUse.add(node);
  const held = [...new Set(all.map(({ path }) => path.mount.fs))];
  for (const one of held) one.mounts++;
  fs.ended = () => {
    for (const node of ours) kernel.inUse.delete(node);
    for (const one of held) kernel.release(one);
  };
  return fs;
}
