/** File systems that can be mounted by their type. */
import { busyWith, deviceOf, makeExt4 } from "./block.ts";
import type { Run } from "./driver.ts";
import { makeErofs } from "./erofs/erofs.ts";
import { ErofsConfig, takeErofs } from "./erofs/options.ts";
import type { Kernel } from "./kernel.ts";
import { FileSystem } from "./node.ts";
import * as n from "./numbers.ts";
import { OverlayConfig, takeText } from "./overlay/config.ts";
import { makeOverlay } from "./overlay/overlay.ts";
import { makeProc } from "./proc.ts";
import { SB_FLAGS } from "./sb-flags.ts";
import { typeErrno } from "./user-namespace.ts";
import { lookUp } from "./walk.ts";

const TMPFS_WORDS = ["size", "nr_blocks", "nr_inodes", "mode", "uid", "gid", "huge", "mpol", "noswap", "inode64"];
const PROC_WORDS = ["hidepid", "gid", "subset"];
/** Types that want a block device. */
const ON_DEVICES = ["ext4", "xfs", "btrfs", "erofs", "squashfs", "vfat"];

/** Whether a type can be mounted at all. */
export function isType(type: string): boolean {
  return type === "overlay" || type === "tmpfs" || type === "proc" || ON_DEVICES.includes(type);
}

function wordsOf(data: string): [key: string, value: string][] {
  return data.split(",").flatMap((word): [string, string][] => {
    const at = word.indexOf("=");
    return word === "" ? [] : [at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)]];
  });
}

const UNITS: Readonly<Record<string, number>> = { k: 1, m: 1024, g: 1024 * 1024 };

/** A size as mountinfo has it: in KiB, whole pages of it. */
function sizeText(size: string): string {
  const unit = UNITS[size.at(-1)?.toLowerCase() ?? ""];
  const kib = Number.parseInt(size, 10) * (unit ?? 1 / 1024);
  return `${Math.ceil(kib / 4) * 4}k`;
}

function makeTmpfs(kernel: Kernel, source: string, data: string): FileSystem | number {
  const words = wordsOf(data);
  const { optionUnknown } = kernel.rules.errnos;
  if (optionUnknown !== 0 && words.some(([key]) => !TMPFS_WORDS.includes(key))) return -optionUnknown;
  const value = (key: string) => words.findLast(([name]) => name === key)?.[1];
  const mode = Number.parseInt(value("mode") ?? "1777", 8);
  if (Number.isNaN(mode)) return -n.EINVAL;
  const fs = new FileSystem("tmpfs", n.TMPFS_MAGIC, source, kernel.nextDevice(), n.S_IFDIR | mode);
  const inodes = value("nr_inodes");
  const size = value("size");
  fs.options = [
    ...(size === undefined ? [] : [`size=${sizeText(size)}`]),
    ...(inodes === undefined ? [] : [`nr_inodes=${inodes}`]),
    ...(mode === 0o1777 ? [] : [`mode=${mode.toString(8).padStart(3, "0")}`]),
  ];
  // The root is one of them.
  if (inodes !== undefined && inodes !== "0") fs.room = Number.parseInt(inodes, 10) - 1;
  return fs;
}

function onDevice(run: Run, type: string, source: string, flags: number, data: string): FileSystem | number {
  const { kernel, session } = run;
  if (source === "") return -n.EINVAL;
  const at = lookUp(kernel.walker, source.startsWith("/") ? kernel.root : session.cwd, source);
  if (typeof at === "number") return at;
  const device = deviceOf(kernel, at.node);
  if (device === undefined) return -kernel.rules.errnos.noDevice;
  const errno = busyWith(kernel, device, type, flags);
  if (errno !== 0) return -errno;
  // No device of this world holds any of the others.
  if (type !== "ext4") return -kernel.rules.errnos.noSuperblock;
  return makeExt4(
    kernel,
    device,
    source,
    flags,
    wordsOf(data).map(([key]) => key),
  );
}

function erofs(run: Run, source: string | undefined, flags: number, data: string): FileSystem | number {
  const config = new ErofsConfig();
  let all = flags;
  for (const word of data.split(",")) {
    const [key = "", ...value] = word.split("=");
    const flag = SB_FLAGS[key];
    if (word === "") continue;
    // The source is given already.
    if (key === "source") return -n.EINVAL;
    if (flag !== undefined) all = key === "rw" ? all & ~n.MS_RDONLY : all | flag;
    const given = value.length === 0 ? undefined : value.join("=");
    const taken = flag === undefined ? takeErofs(config, key, given, run.kernel.rules, () => undefined) : 0;
    if (taken !== 0) return taken;
  }
  return makeErofs(run, config, source, all);
}

/** A file system of the options of one mount(2), or a negative errno. */
export function create(
  run: Run,
  type: string,
  source: string | undefined,
  flags: number,
  data: string,
): FileSystem | number {
  const { kernel } = run;
  if (!isType(type)) return -kernel.rules.errnos.noSuchType;
  // EROFS and overlay look at their own words first.
  const errno =
    type === "erofs" || (type === "overlay" && kernel.rules.features.overlayKeys) ? 0 : typeErrno(kernel, type);
  if (errno !== 0) return -errno;
  const readOnly = (flags & n.MS_RDONLY) !== 0;
  const shown = source ?? "none";
  if (type === "overlay") {
    const config = new OverlayConfig();
    const taken = takeText(run, config, data, () => undefined);
    return taken !== 0 ? taken : makeOverlay(run, config, shown, readOnly);
  }
  if (type === "erofs") return erofs(run, source, flags, data);
  if (ON_DEVICES.includes(type)) return onDevice(run, type, source ?? "", flags, data);
  if (type === "proc") {
    if (wordsOf(data).some(([key]) => !PROC_WORDS.includes(key))) return -n.EINVAL;
    return makeProc(kernel, shown);
  }
  const fs = makeTmpfs(kernel, shown, data);
  if (typeof fs !== "number") fs.readOnly = readOnly;
  return fs;
}
