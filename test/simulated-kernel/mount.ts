/** Mounts: what is attached where, in which order, and to whom it propagates. */
import type { IdMaps } from "./idmap.ts";
import { type FileSystem, isBeneath, type Node, pathBeneath } from "./node.ts";

/** A place: what is named, and by which mount it is seen. */
export interface Path {
  readonly mount: Mount;
  readonly node: Node;
}

/** One mount of a file system, or of a directory of it. */
export class Mount {
  /** What it is attached to, and where there; null: a root. */
  parent: Mount | null = null;
  point: Node | null = null;
  readonly children: Mount[] = [];
  /** MOUNT_ATTR_* bits. */
  attributes = 0;
  /** Peer group that it shares; 0: none. */
  shared = 0;
  /** Peer group that it takes from; 0: none. */
  master = 0;
  unbindable = false;
  /** By which the owners of what it shows are seen. */
  idmap: IdMaps | undefined;
  /** Attached in the namespace, part of a detached tree, or let go of. */
  state: "attached" | "detached" | "gone" = "detached";
  /** Only together with what it lies on can it be had, and not be taken away (MNT_LOCKED). */
  locked = false;
  /** Attributes that nobody here may take off, and whether access times stay as they are. */
  kept = 0;
  keepsTimes = false;
  /** MNT_EXPIRE has marked it, and nobody has used it since. */
  expiring = false;

  constructor(
    readonly id: bigint,
    /** As before Linux 6.8: used again. */
    readonly old: number,
    readonly fs: FileSystem,
    readonly root: Node,
  ) {
    fs.mounts++;
  }
}

/** The mount that covers a place, the uppermost of a stack; the place itself where nothing does. */
export function uppermost(at: Path): Path {
  let { mount, node } = at;
  for (let found = coverOf(mount, node); found !== undefined; found = coverOf(mount, node)) {
    mount = found;
    node = found.root;
  }
  return mount === at.mount ? at : { mount, node };
}

/** The mount directly on a place. */
export function coverOf(mount: Mount, node: Node): Mount | undefined {
  const { children } = mount;
  for (let i = children.length - 1; i >= 0; i--) {
    const child = children[i] as Mount;
    if (child.point === node) return child;
  }
  return undefined;
}

/** The mount and all beneath it, parents first. */
export function treeOf(mount: Mount): Mount[] {
  const tree = [mount];
  for (let i = 0; i < tree.length; i++) tree.push(...(tree[i] as Mount).children);
  return tree;
}

/** Path from the namespace's root, as the kernel prints it; undefined: it cannot be reached from there. */
export function pathOf(at: Path, root: Mount): string | undefined {
  let path = "";
  let { mount, node } = at;
  for (;;) {
    path = pathBeneath(node, mount.root) + path;
    if (mount === root) return path === "" ? "/" : path;
    if (mount.parent === null || mount.point === null) return undefined;
    node = mount.point;
    mount = mount.parent;
  }
}

/** As d_path(9): beneath a tree that is not attached the path begins at its root, and what was deleted says so. */
export function shownPath(at: Path): string {
  let path = "";
  let { mount, node } = at;
  for (;;) {
    path = pathBeneath(node, mount.root) + path;
    if (mount.parent === null || mount.point === null) break;
    node = mount.point;
    mount = mount.parent;
  }
  const shown = path === "" ? "/" : path;
  return at.node.deleted ? `${shown} (deleted)` : shown;
}

/** Whether something of this node's tree is seen through a mount, so that a copy can be attached there. */
export function isSeen(node: Node, mount: Mount): boolean {
  return node.fs === mount.fs && isBeneath(node, mount.root);
}
