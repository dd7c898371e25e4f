/** open_tree(2), mount_setattr(2) and move_mount(2). */
import type { Run } from "./driver.ts";
import { at } from "./files.ts";
import type { Kernel } from "./kernel.ts";
import { type Mount, type Path, treeOf, uppermost } from "./mount.ts";
import { isBeneath } from "./node.ts";
import * as n from "./numbers.ts";
import { attach, changePropagation, copyTree } from "./propagation.ts";
import { hidesBeneath, isKept } from "./user-namespace.ts";

/** Whether the calls take this mount: since 6.15 also one in a detached tree. */
function isOurs(kernel: Kernel, mount: Mount): boolean {
  if (mount.state === "attached") return true;
  return mount.state === "detached" && kernel.rules.features.detachedTrees;
}

export function openTree(run: Run, register: number, text: string, flags: number): number {
  const { kernel } = run;
  const clone = (flags & n.OPEN_TREE_CLONE) !== 0;
  const recursive = (flags & n.AT_RECURSIVE) !== 0;
  if (recursive && !clone) return -n.EINVAL;
  const path = at(run, register, text, flags, (flags & n.AT_SYMLINK_NOFOLLOW) === 0);
  if (typeof path === "number") return path;
  if (!clone) return kernel.open({ path, flags: n.O_PATH, offset: 0 });
  if (path.mount.unbindable && kernel.rules.errnos.unbindableSource !== 0) return -kernel.rules.errnos.unbindableSource;
  if (!isOurs(kernel, path.mount)) return -n.EINVAL;
  if (!recursive && hidesBeneath(kernel, path.mount, path.node)) return -n.EINVAL;
  const mount = copyTree(kernel, path.mount, path.node, recursive);
  if (!kernel.rules.features.cloneKeepsFlags) mount.attributes = 0;
  return kernel.open({ path: { mount, node: mount.root }, flags: n.O_PATH, owns: true, offset: 0 });
}

/** What mount_setattr(2) is told to change. */
export interface Change {
  readonly set: number;
  readonly clear: number;
  readonly propagation: number;
}

export function mountSetattr(run: Run, register: number, text: string, flags: number, change: Change): number {
  const { kernel } = run;
  if (!kernel.rules.features.mountSetattr) return -n.ENOSYS;
  const { set, clear, propagation } = change;
  if (((set | clear) & ~n.MOUNT_ATTRS & ~n.MOUNT_ATTR_ATIME) !== 0) return -n.EINVAL;
  const cleared = clear & n.MOUNT_ATTR_ATIME;
  // Access times are one value, which is changed as a whole.
  if (cleared !== 0 && cleared !== n.MOUNT_ATTR_ATIME) return -n.EINVAL;
  if (cleared === 0 && (set & n.MOUNT_ATTR_ATIME) !== 0) return -n.EINVAL;
  if ((propagation & ~n.MS_PROPAGATION) !== 0 || (propagation & (propagation - 1)) !== 0) return -n.EINVAL;
  if (set === 0 && clear === 0 && propagation === 0) return 0;
  const path = at(run, register, text, flags, (flags & n.AT_SYMLINK_NOFOLLOW) === 0);
  if (typeof path === "number") return path;
  if (path.node !== path.mount.root || path.mount.state === "gone") return -n.EINVAL;
  if (path.mount.state === "detached" && path.mount.parent !== null) return -n.EINVAL;
  const mounts = (flags & n.AT_RECURSIVE) !== 0 ? treeOf(path.mount) : [path.mount];
  const changed = (mount: Mount) => (mount.attributes & ~clear) | set;
  if (mounts.some((mount) => isKept(kernel, mount, changed(mount)))) return -n.EPERM;
  for (const mount of mounts) mount.attributes = changed(mount);
  if (propagation !== 0) changePropagation(kernel, mounts, propagation);
  return 0;
}

function isInside({ mount }: Path, tree: Mount): boolean {
  for (let above: Mount | null = mount; above !== null; above = above.parent) if (above === tree) return true;
  return false;
}

export function moveMount(
  run: Run,
  fromRegister: number,
  from: string,
  toRegister: number,
  to: string,
  flags: number,
): number {
  const { kernel } = run;
  const emptyFrom = (flags & n.MOVE_MOUNT_F_EMPTY_PATH) !== 0 ? n.AT_EMPTY_PATH : 0;
  const emptyTo = (flags & n.MOVE_MOUNT_T_EMPTY_PATH) !== 0 ? n.AT_EMPTY_PATH : 0;
  const source = at(run, fromRegister, from, emptyFrom, false);
  if (typeof source === "number") return source;
  const target = at(run, toRegister, to, emptyTo, (flags & n.MOVE_MOUNT_T_SYMLINKS) !== 0);
  if (typeof target === "number") return target;
  const { mount } = source;
  const { rules } = kernel;
  if (source.node !== mount.root || mount.state === "gone" || target.mount.state === "gone") return -n.EINVAL;
  if (target.node.deleted) return -n.ENOENT;
  if (mount.state === "detached" && mount.parent !== null) return -n.EINVAL;
  if (mount.locked && rules.features.locksMounts) return -n.EINVAL;
  if (mount.state === "attached" && (mount.parent === null || mount.parent.shared !== 0)) return -n.EINVAL;
  if (target.mount.state === "detached" && !rules.features.detachedTrees) return -n.EINVAL;
  const place = uppermost(target);
  if (place.node.isDirectory !== mount.root.isDirectory) return -rules.errnos.movedOntoFile;
  if (isInside(place, mount)) return -n.ELOOP;
  if (mount.root.deleted) return -n.ENOENT;
  if (place.mount.shared !== 0 && treeOf(mount).some((one) => one.unbindable)) return -n.EINVAL;
  if (mount.parent !== null) {
    mount.parent.children.splice(mount.parent.children.indexOf(mount), 1);
    mount.parent = null;
  }
  attach(kernel, mount, place);
  return 0;
}

/** Whether one place lies beneath another one of the same mount. */
export function liesBeneath(path: Path, above: Path): boolean {
  return path.mount === above.mount && isBeneath(path.node, above.node);
}
