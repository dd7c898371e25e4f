/** A file system of the machine, by a line of its mount table. */
import { lstatSync } from "node:fs";
import type { Line } from "../proof/mountinfo.ts";
import { FileSystem } from "../simulated-kernel/node.ts";
import * as n from "../simulated-kernel/numbers.ts";
import type { Rules } from "../simulated-kernel/rules.ts";
import { onDisk } from "../support/names.ts";
import { octal, planted } from "./planted.ts";

const MAGIC: Readonly<Record<string, number>> = {
  ext4: n.EXT4_MAGIC,
  xfs: n.XFS_MAGIC,
  btrfs: n.BTRFS_MAGIC,
  erofs: n.EROFS_MAGIC,
  tmpfs: n.TMPFS_MAGIC,
  proc: n.PROC_MAGIC,
};
/** Words of a mount's own, and their bits. */
export const ATTRIBUTES: Readonly<Record<string, number>> = {
  ro: 1,
  nosuid: 2,
  nodev: 4,
  noexec: 8,
  noatime: 0x10,
  nodiratime: 0x80,
};

/** What is mounted there, with nothing in it but its root. */
export function fileSystemOf(line: Line, { features }: Rules): FileSystem {
  const { type, source, superOptions, root, point } = line;
  const [major = 0, minor = 0] = (line.text.split(" ")[2] ?? "").split(":").map(Number);
  const fs = new FileSystem(type, MAGIC[type] ?? 0, source, [major, minor]);
  if (root === "/") fs.root = planted(fs, point, lstatSync(onDisk(point)));
  // Names that only lead somewhere have inodes that no file of the machine has.
  fs.nextInode = 2 ** 40;
  const [access, ...options] = superOptions.map(octal);
  fs.readOnly = access === "ro";
  fs.options = options;
  // An image in a file has no device of its own.
  if (type === "erofs" && major === 0 && features.erofsFileIsLevel) fs.depth = 1;
  const inodes = options.find((word) => word.startsWith("nr_inodes="));
  if (inodes !== undefined) fs.room = Number(inodes.slice(10)) - 1;
  return fs;
}
