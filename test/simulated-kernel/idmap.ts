/** User namespaces as descriptors, and id-mapped mounts: kernel.md section 5. */
import type { Run } from "./driver.ts";
import { at } from "./files.ts";
import { type Mount, treeOf } from "./mount.ts";
import type { Node } from "./node.ts";
import * as n from "./numbers.ts";
import { changePropagation } from "./propagation.ts";

/** overflowuid and overflowgid of /proc/sys/kernel. */
const OVERFLOW_ID = 65534;
/** How many lines the kernel takes, and fewer bytes than a page in its one write. */
const [LINES, PAGE] = [340, 4096] as const;
const WIDTH = 2 ** 32;
/** File systems that can be mapped (FS_ALLOW_IDMAP), besides tmpfs and overlay, for which it came later. */
const MAPPABLE = ["ext4", "xfs", "btrfs", "vfat", "erofs"];

type Range = readonly [container: number, host: number, size: number];

/** Both maps of a namespace. */
export interface IdMaps {
  readonly uid: readonly Range[];
  readonly gid: readonly Range[];
}

/** As whom an id of the disk is seen. */
function seenAs(map: readonly Range[], id: number): number {
  const range = map.find(([container, , size]) => id >= container && id < container + size);
  return range === undefined ? OVERFLOW_ID : range[1] + id - range[0];
}

/** The owner of a node as a mount shows it. */
export function ownerOf({ uid, gid }: Node, maps: IdMaps | undefined): readonly [uid: number, gid: number] {
  return maps === undefined ? [uid, gid] : [seenAs(maps.uid, uid), seenAs(maps.gid, gid)];
}

/** Whether root has an id on the disk behind these maps: else nothing can be made there. */
export function isRootMapped(maps: IdMaps | undefined): boolean {
  const has = (map: readonly Range[]) => map.some(([, host, size]) => host === 0 && size > 0);
  return maps === undefined || (has(maps.uid) && has(maps.gid));
}

function overlaps(a: number, sizeOfA: number, b: number, sizeOfB: number): boolean {
  return a < b + sizeOfB && b < a + sizeOfA;
}

/** The lines of uid_map or gid_map; undefined: the kernel takes none of them. */
function rangesOf(text: string): readonly Range[] | undefined {
  if (text.length >= PAGE) return undefined;
  const ranges = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ").map(Number) as unknown as Range);
  if (ranges.length > LINES) return undefined;
  for (const [i, [container, host, size]] of ranges.entries()) {
    if (!(size > 0) || container + size >= WIDTH || host + size >= WIDTH) return undefined;
    for (const [other, otherHost, otherSize] of ranges.slice(0, i)) {
      if (overlaps(container, size, other, otherSize) || overlaps(host, size, otherHost, otherSize)) return undefined;
    }
  }
  return ranges;
}

/** A user namespace of these maps, in which nobody lives. */
export function userns({ kernel }: Run, uidText: string, gidText: string): number {
  const uid = rangesOf(uidText);
  const gid = rangesOf(gidText);
  if (uid === undefined || gid === undefined) return -n.EINVAL;
  // Nobody maps ids that their own namespace does not have: this one has a single one.
  const isOwn = (map: readonly Range[]) => map.every(([, host, size]) => host === 0 && size === 1);
  if (kernel.namespaced && !(isOwn(uid) && isOwn(gid))) return -n.EPERM;
  return kernel.open({ path: undefined, namespace: { uid, gid }, flags: 0, offset: 0 });
}

function mapErrno({ kernel }: Run, { fs, idmap, state }: Mount): number {
  const { errnos, features } = kernel.rules;
  if (idmap !== undefined && errnos.idmapAgain !== 0) return errnos.idmapAgain;
  const isMappable =
    MAPPABLE.includes(fs.type) ||
    (fs.type === "tmpfs" && features.idmapTmpfs) ||
    (fs.type === "overlay" && features.idmapOverlay);
  if (!isMappable && errnos.idmapNever !== 0) return errnos.idmapNever;
  if (fs.foreign && errnos.idmapForeign !== 0) return errnos.idmapForeign;
  return state === "attached" ? errnos.idmapAttached : 0;
}

/** mount_setattr(2) with MOUNT_ATTR_IDMAP. */
export function mountIdmap(
  run: Run,
  [register, path, flags, set, propagation, namespace]: readonly [number, string, number, number, number, number],
): number {
  const { kernel, session } = run;
  if (!kernel.rules.features.mountSetattr) return -n.ENOSYS;
  if ((set & ~n.MOUNT_ATTRS) !== 0) return -n.EINVAL;
  const given = session.description(namespace);
  if (given === undefined || (given.flags & n.O_PATH) !== 0) return -n.EBADF;
  // Our own is the initial one.
  if (given.path?.node.name === "user") return -kernel.rules.errnos.idmapInitial;
  if (given.namespace === undefined) return -n.EINVAL;
  const place = at(run, register, path, flags, (flags & n.AT_SYMLINK_NOFOLLOW) === 0);
  if (typeof place === "number") return place;
  if (place.node !== place.mount.root || place.mount.state === "gone") return -n.EINVAL;
  const mounts = (flags & n.AT_RECURSIVE) !== 0 ? treeOf(place.mount) : [place.mount];
  for (const mount of mounts) {
    const errno = mapErrno(run, mount);
    if (errno !== 0) return -errno;
  }
  for (const mount of mounts) {
    mount.idmap = given.namespace;
    mount.attributes |= set;
  }
  if (propagation !== 0) changePropagation(kernel, mounts, propagation);
  return 0;
}
