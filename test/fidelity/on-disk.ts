/** Places that lie on the disk although the other ones of a test are in memory: of a tmpfs no file is mounted. */
import { statfsSync } from "node:fs";
import { Place } from "../cases/place.ts";
import type { Abilities } from "../model/fill.ts";
import { ROOT } from "../model/layers.ts";
import { BTRFS_MAGIC, EXT4_MAGIC, XFS_MAGIC } from "../simulated-kernel/numbers.ts";
import { base } from "../support/temporary.ts";

const BEFORE = process.env["TMPDIR"];
const HOLDING = [EXT4_MAGIC, XFS_MAGIC, BTRFS_MAGIC];

/** Does what makes temporary directories, on the disk. */
export function onTheDisk<T>(work: () => T): T {
  const { TMPDIR } = process.env;
  if (BEFORE === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = BEFORE;
  try {
    return work();
  } finally {
    if (TMPDIR !== undefined) process.env["TMPDIR"] = TMPDIR;
  }
}

/** A place, on the disk if that is wanted. */
export function placeFor(label: string, isOnDisk: boolean, abilities: Abilities = ROOT): Place {
  const make = () => new Place(label, abilities);
  return isOnDisk ? onTheDisk(make) : make();
}

/** Why images on the disk cannot be mounted from their files; undefined: they can. */
export function missingDisk(): string | undefined {
  const { type } = statfsSync(onTheDisk(base));
  return HOLDING.includes(type) ? undefined : "needs temporary directories on ext4, xfs or btrfs";
}
