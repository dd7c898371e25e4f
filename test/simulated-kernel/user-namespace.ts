/**
 * A user namespace of an ordinary user with a mount namespace of its own: user_namespaces(7), mount_namespaces(7),
 * kernel.md section 10. Its only id is the user's own, so whatever the user has is seen as root's.
 */
import type { Kernel } from "./kernel.ts";
import type { Mount } from "./mount.ts";
import { isBeneath, Node, putChild } from "./node.ts";
import * as n from "./numbers.ts";

/** Flags that may not be taken off a mount that was copied from another namespace (MNT_LOCK_*). */
const KEPT = 15;
/** Inodes of namespaces that are not the initial ones are higher. */
const OWN_NAMESPACE = 0xf0000123;

/** What is mounted so far was mounted by somebody else: it cannot be taken away, nor looked beneath. */
export function enterNamespace(kernel: Kernel): void {
  kernel.namespaced = true;
  for (const mount of kernel.mounts) {
    mount.locked = mount.parent !== null;
    mount.kept = mount.attributes & KEPT;
    mount.keepsTimes = true;
    mount.fs.foreign = true;
    // Nothing goes back to where it was copied from.
    if (mount.shared !== 0) mount.master = mount.shared;
    mount.shared = 0;
    const own = mount.fs.type === "proc" ? mount.fs.root.children?.get("1")?.children?.get("ns") : undefined;
    if (own) putChild(own, "user", new Node(own.fs, n.S_IFREG | 0o444, OWN_NAMESPACE));
  }
}

/** Whether a copy of a mount without those on it would show what they hide. */
export function hidesBeneath({ rules }: Kernel, mount: Mount, node: Node): boolean {
  if (!rules.features.locksMounts) return false;
  return mount.children.some(({ locked, point }) => locked && point !== null && isBeneath(point, node));
}

/** Whether somebody in the namespace may not give a mount these attributes. */
export function isKept({ rules }: Kernel, { kept, keepsTimes, attributes: now }: Mount, attributes: number): boolean {
  if (!rules.features.locksMounts) return false;
  const times = n.MOUNT_ATTR_ATIME | n.MOUNT_ATTR_NODIRATIME;
  return (kept & ~attributes) !== 0 || (keepsTimes && (now & times) !== (attributes & times));
}

/** Why a type cannot be mounted there (FS_USERNS_MOUNT); 0: it can. */
export function typeErrno({ namespaced, rules }: Kernel, type: string): number {
  if (!namespaced || type === "tmpfs") return 0;
  if (type === "overlay" && rules.features.namespacedOverlay) return 0;
  return rules.errnos.namespacedType;
}
