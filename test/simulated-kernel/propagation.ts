/** Attaching and taking away, also at the peers and slaves of what is attached to (mount_namespaces(7)). */
import type { Kernel } from "./kernel.ts";
import { coverOf, isSeen, type Mount, type Path, treeOf, uppermost } from "./mount.ts";
import type { Node } from "./node.ts";
import { MS_SHARED, MS_SLAVE, MS_UNBINDABLE } from "./numbers.ts";

/** A copy of one mount: attached nowhere, in the same peer group. */
export function copyOf(kernel: Kernel, mount: Mount, root: Node): Mount {
  const copy = kernel.mountOf(mount.fs, root);
  copy.attributes = mount.attributes;
  copy.idmap = mount.idmap;
  copy.kept = mount.kept;
  copy.keepsTimes = mount.keepsTimes;
  copy.shared = mount.shared;
  copy.master = mount.master;
  return copy;
}

/** A copy of a mount with those beneath `node`; what is unbindable is left out. */
export function copyTree(kernel: Kernel, mount: Mount, node: Node, recursive: boolean): Mount {
  const copy = copyOf(kernel, mount, node);
  if (!recursive) return copy;
  for (const child of mount.children) {
    if (child.point === null || child.unbindable || !isSeen(child.point, copy)) continue;
    const beneath = copyTree(kernel, child, child.root, true);
    beneath.locked = child.locked;
    link(beneath, copy, child.point);
  }
  return copy;
}

/** Attaches a mount at one place alone. */
export function link(mount: Mount, parent: Mount, point: Node): void {
  mount.parent = parent;
  mount.point = point;
  parent.children.push(mount);
}

function move(mount: Mount, parent: Mount, point: Node): void {
  mount.parent?.children.splice(mount.parent.children.indexOf(mount), 1);
  link(mount, parent, point);
}

/** Attaches a copy beneath whatever covers its place already. */
function tuck(copy: Mount, parent: Mount, point: Node): void {
  const cover = coverOf(parent, point);
  link(copy, parent, point);
  if (cover !== undefined) move(cover, copy, copy.root);
}

/** Takes one copy away, if it can be; what was mounted on the whole of it comes down to its place. */
function takeAway(kernel: Kernel, mount: Mount): boolean {
  const [topper, ...others] = mount.children;
  const covers = topper !== undefined && others.length === 0 && topper.point === mount.root;
  if (topper !== undefined && !covers) return false;
  if (topper !== undefined && mount.parent !== null && mount.point !== null) move(topper, mount.parent, mount.point);
  kernel.letGo(mount);
  return true;
}

/** Mounts that get what is attached to `mount`, and as whose slaves: peers first. */
function receivers(kernel: Kernel, mount: Mount): { readonly to: Mount; readonly slave: boolean }[] {
  const found: { to: Mount; slave: boolean }[] = [];
  if (mount.shared === 0 || !kernel.rules.features.propagates) return found;
  const seen = new Set<Mount>([mount]);
  const groups = [mount.shared];
  for (const group of groups) {
    for (const to of kernel.mounts) {
      const isPeer = to.shared === group;
      if (seen.has(to) || (!isPeer && to.master !== group)) continue;
      seen.add(to);
      found.push({ to, slave: group !== mount.shared || !isPeer });
      if (!isPeer && to.shared !== 0) groups.push(to.shared);
    }
  }
  return found;
}

/** Attaches a tree, on top of whatever is mounted at the place. */
export function attach(kernel: Kernel, tree: Mount, where: Path): void {
  const { mount: parent, node: point } = uppermost(where);
  // What is attached may be a copy of what it is attached to: it gets nothing of itself.
  const others = receivers(kernel, parent);
  link(tree, parent, point);
  const mounts = treeOf(tree);
  if (parent.shared !== 0) {
    for (const mount of mounts) if (mount.shared === 0) mount.shared = kernel.nextGroup();
  }
  for (const mount of mounts) if (mount.state !== "attached") kernel.admit(mount);
  for (const { to, slave } of others) {
    if (!isSeen(point, to)) continue;
    const copy = copyTree(kernel, tree, tree.root, true);
    const copies = treeOf(copy);
    copies.forEach((one, i) => {
      if (!slave) return;
      one.master = (mounts[i] as Mount).shared;
      one.shared = to.shared === 0 ? 0 : kernel.nextGroup();
    });
    tuck(copy, to, point);
    for (const one of copies) kernel.admit(one);
  }
}

/** Copies of a mount at the peers and slaves of what it is attached to. */
export function copiesOf(kernel: Kernel, { parent, point }: Mount): Mount[] {
  if (parent === null || point === null) return [];
  return receivers(kernel, parent).flatMap(({ to }) => coverOf(to, point) ?? []);
}

/** Takes a mount away, or its whole tree, and all their copies on which nothing else lies. */
export function detach(kernel: Kernel, mount: Mount, tree: boolean): void {
  const all = tree ? treeOf(mount) : [mount];
  const copies = all.flatMap((one) => copiesOf(kernel, one));
  if (tree) kernel.dissolve(mount);
  else kernel.letGo(mount);
  // One copy may lie on another one.
  let left = copies;
  for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
    before = left.length;
    left = left.filter((copy) => copy.state === "attached" && !takeAway(kernel, copy));
  }
}

/** Changes how mounts propagate; one of the MS_* bits. */
export function changePropagation(kernel: Kernel, mounts: readonly Mount[], type: number): void {
  for (const mount of mounts) {
    if (type === MS_SHARED) {
      if (mount.shared === 0) mount.shared = kernel.nextGroup();
      mount.unbindable = false;
      continue;
    }
    const group = mount.shared;
    kernel.leaveGroup(mount);
    if (type === MS_SLAVE) {
      if (group !== 0 && [...kernel.mounts].some((other) => other.shared === group)) mount.master = group;
      continue;
    }
    mount.master = 0;
    mount.unbindable = type === MS_UNBINDABLE;
  }
}
