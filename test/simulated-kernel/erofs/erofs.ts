/** What mounting EROFS comes to: kernel.md section 7. */
import { busyWith, type Device, deviceOf, holdDevice } from "../block.ts";
import type { Run } from "../driver.ts";
import type { Kernel } from "../kernel.ts";
import type { Path } from "../mount.ts";
import { FileSystem } from "../node.ts";
import * as n from "../numbers.ts";
import { typeErrno } from "../user-namespace.ts";
import { lookUp } from "../walk.ts";
import { rootOf } from "./inodes.ts";
import { type ErofsConfig, shownErofs } from "./options.ts";
import { superblockOf } from "./superblock.ts";

/** Offsets are whole blocks. */
const BLOCK = 4096;

interface Backing {
  readonly image: Buffer;
  /** The file, or the device. */
  readonly file: Path | undefined;
  readonly device: Device | undefined;
}

/** Whether the kernel reads pages of a file of this file system for another one. */
function isReadable({ rules }: Kernel, { node: { fs } }: Path): boolean {
  const { erofsFile, erofsFileOnTmpfs, erofsFileOnOverlay } = rules.features;
  if (fs.type === "tmpfs" && !erofsFileOnTmpfs) return false;
  if (fs.type === "overlay" && !erofsFileOnOverlay) return false;
  return erofsFile && fs.type !== "erofs";
}

function bytesOf(body: string): Buffer {
  return Buffer.from(body, "latin1");
}

function backingOf({ kernel, session }: Run, source: string | undefined, flags: number): Backing | number {
  if (source === undefined || source === "") return -n.EINVAL;
  const at = lookUp(kernel.walker, source.startsWith("/") ? kernel.root : session.cwd, source);
  if (typeof at === "number") return at;
  const device = deviceOf(kernel, at.node);
  if (device !== undefined) {
    const busy = busyWith(kernel, device, "erofs", flags);
    return busy === 0 ? { image: bytesOf(device.image.node.body), file: undefined, device } : -busy;
  }
  const isFile = (at.node.mode & n.S_IFMT) === n.S_IFREG;
  if (!isFile || !isReadable(kernel, at)) return -kernel.rules.errnos.noDevice;
  return { image: bytesOf(at.node.body), file: at, device: undefined };
}

/** Images that hold some of the data: all of the same kind as the one that names them. */
function othersOf(run: Run, { devices }: ErofsConfig, { file }: Backing): Buffer[] | number {
  const { kernel, session } = run;
  if (file === undefined && !kernel.rules.features.erofsDevices) return -n.EINVAL;
  const others: Buffer[] = [];
  for (const device of devices) {
    const at = lookUp(kernel.walker, device.startsWith("/") ? kernel.root : session.cwd, device);
    if (typeof at === "number") return at;
    const isFile = (at.node.mode & n.S_IFMT) === n.S_IFREG;
    const body = file === undefined ? deviceOf(kernel, at.node)?.image.node.body : isFile ? at.node.body : undefined;
    if (body === undefined) return -n.EINVAL;
    others.push(bytesOf(body));
  }
  return others;
}

/** A file system from an image, or a negative errno. */
export function makeErofs(
  run: Run,
  config: ErofsConfig,
  source: string | undefined,
  flags: number,
): FileSystem | number {
  const { kernel } = run;
  const { errnos, features } = kernel.rules;
  const errno = typeErrno(kernel, "erofs");
  if (errno !== 0) return -errno;
  const backing = backingOf(run, source, flags);
  if (typeof backing === "number") return backing;
  const { device, file } = backing;
  // Whoever mounts a device again gets what is there.
  if (device?.fs) return device.fs;
  if (config.offset % BLOCK !== 0) return -n.EINVAL;
  const primary = backing.image.subarray(config.offset);
  const superblock = superblockOf(primary);
  if (superblock === "none") return -errnos.erofsNone;
  if (superblock === "damaged") return -errnos.erofsDamaged;
  const isOther = config.devices.length > 0 && config.devices.length !== superblock.slots.length;
  if (isOther && errnos.erofsDevices !== 0) return -errnos.erofsDevices;
  const others = config.devices.length === 0 ? [] : othersOf(run, config, backing);
  if (typeof others === "number") return others;
  const fs = new FileSystem("erofs", n.EROFS_MAGIC, source ?? "none", device?.dev ?? kernel.nextDevice());
  fs.root = rootOf({ superblock, primary, others }, fs);
  fs.readOnly = true;
  fs.options = shownErofs(config);
  if (file !== undefined) {
    fs.depth = features.erofsFileIsLevel ? 1 : 0;
    kernel.pinned.add(file);
    fs.ended = () => void kernel.pinned.delete(file);
  } else if (device !== undefined) holdDevice(device, fs);
  return fs;
}
