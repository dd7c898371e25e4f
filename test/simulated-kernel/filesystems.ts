/** File systems that can be mounted by their type. */
import type { Run } from "./driver.ts";
import type { Kernel } from "./kernel.ts";
import { FileSystem } from "./node.ts";
import * as n from "./numbers.ts";
import { OverlayConfig, takeText } from "./overlay/config.ts";
import { makeOverlay } from "./overlay/overlay.ts";
import { makeProc } from "./proc.ts";
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

function noDevice({ kernel, session }: Run, source: string | undefined): number {
  const { noDevice } = kernel.rules.errnos;
  if (source === undefined || source === "") return -n.EINVAL;
  const at = lookUp(kernel.walker, source.startsWith("/") ? kernel.root : session.cwd, source);
  // There are no block devices in this world.
  return typeof at === "number" ? at : -noDevice;
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
  const readOnly = (flags & n.MS_RDONLY) !== 0;
  const shown = source ?? "none";
  if (type === "overlay") {
    const config = new OverlayConfig();
    const taken = takeText(run, config, data, () => undefined);
    return taken !== 0 ? taken : makeOverlay(run, config, shown, readOnly);
  }
  if (ON_DEVICES.includes(type)) return noDevice(run, source);
  if (type === "proc") {
    if (wordsOf(data).some(([key]) => !PROC_WORDS.includes(key))) return -n.EINVAL;
    return makeProc(kernel, shown);
  }
  const fs = makeTmpfs(kernel, shown, data);
  if (typeof fs !== "number") fs.readOnly = readOnly;
  return fs;
}
