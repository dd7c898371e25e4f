/** Block devices: loop devices that somebody has attached, and what is mounted from them. */
import type { Kernel } from "./kernel.ts";
import type { Path } from "./mount.ts";
import { FileSystem, makeChild, type Node } from "./node.ts";
import * as n from "./numbers.ts";

const EXT4_WORDS = ["errors", "data", "barrier", "nobarrier", "commit", "acl", "noacl", "user_xattr", "discard"];
/** Where the superblock of ext4 has its mark. */
const EXT4_MARK = 1080;

/** A loop device: one superblock whoever mounts it, as long as it is mounted anywhere. */
export interface Device {
  readonly dev: readonly [major: number, minor: number];
  readonly image: Path;
  readonly readOnly: boolean;
  fs: FileSystem | undefined;
}

/** The device that a name of /dev stands for. */
export function deviceOf({ devices }: Kernel, { mode, rdev }: Node): Device | undefined {
  return (mode & n.S_IFMT) === n.S_IFBLK ? devices.get(rdev) : undefined;
}

/** Why a device cannot be mounted as this type; 0: it can. */
export function busyWith({ rules }: Kernel, { fs, readOnly }: Device, type: string, flags: number): number {
  const { readOnlyDevice, deviceBusy } = rules.errnos;
  const writes = (flags & n.MS_RDONLY) === 0;
  // The device is asked only by who opens it.
  if (fs === undefined) return readOnly && writes ? readOnlyDevice : 0;
  return fs.type !== type || fs.readOnly === writes ? deviceBusy : 0;
}

/** It is what the device shows until its last mount is gone. */
export function holdDevice(device: Device, fs: FileSystem): void {
  device.fs = fs;
  fs.ended = () => {
    device.fs = undefined;
  };
}

/** ext4 on a device; what it holds is not read: it is taken for a fresh one. A negative errno where it is none. */
export function makeExt4(
  { rules }: Kernel,
  device: Device,
  source: string,
  flags: number,
  words: readonly string[],
): FileSystem | number {
  if (device.fs) return device.fs;
  const body = device.image.node.body.slice(EXT4_MARK, EXT4_MARK + 2);
  if (Buffer.from(body, "latin1").toString("hex") !== "53ef") return -rules.errnos.noSuperblock;
  if (words.some((word) => !EXT4_WORDS.includes(word)) && rules.errnos.optionUnknown !== 0)
    return -rules.errnos.optionUnknown;
  const fs = new FileSystem("ext4", n.EXT4_MAGIC, source, device.dev);
  makeChild(fs.root, "lost+found", n.S_IFDIR | 0o700);
  fs.readOnly = (flags & n.MS_RDONLY) !== 0;
  holdDevice(device, fs);
  return fs;
}
