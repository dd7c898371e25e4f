/** How the kernel tells of a mount: struct statmount of statmount(2), a line of mountinfo. */
import { type Mount, pathOf } from "./mount.ts";
import { pathBeneath } from "./node.ts";
import type { Rules } from "./rules.ts";

const SB_BASIC = 1;
const MNT_BASIC = 2;
const PROPAGATE_FROM = 4;
const MNT_ROOT = 8;
const MNT_POINT = 0x10;
const FS_TYPE = 0x20;
const MNT_OPTS = 0x80;
const SB_SOURCE = 0x200;
const OPT_ARRAY = 0x400;
const SUPPORTED_MASK = 0x1000;
/** What kernels can fill in since they say so (test/data/kernel-capabilities.tsv). */
const SUPPORTED = 0x7fff;
const STRINGS = 512;
/** MOUNT_ATTR_IDMAP. */
const IDMAP = 0x100000;

const [MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE, MS_SHARED] = [0x20000, 0x40000, 0x80000, 0x100000] as const;

/** Escapes as seq_escape(9) prints them. */
function escaped(text: string, also = ""): string {
  const chars = ` \t\n\\${also}`;
  let out = "";
  for (const c of text) out += chars.includes(c) ? `\\${c.charCodeAt(0).toString(8).padStart(3, "0")}` : c;
  return out;
}

function optionText(options: readonly string[]): string {
  return options.map((option) => escaped(option, ",")).join(",");
}

/** MS_* bits of how a mount propagates. */
export function propagationOf({ shared, master, unbindable }: Mount): number {
  if (unbindable) return MS_UNBINDABLE;
  const bits = (shared !== 0 ? MS_SHARED : 0) | (master !== 0 ? MS_SLAVE : 0);
  return bits === 0 ? MS_PRIVATE : bits;
}

/** Which directory of its file system a mount shows. */
function rootText({ root, fs }: Mount): string {
  return `${pathBeneath(root, fs.root) || "/"}${root.deleted ? "//deleted" : ""}`;
}

/** What statmount(2) gives; what the kernel does not know it leaves out of the mask. */
export function statmountBytes(mount: Mount, asked: number, { features }: Rules, root: Mount): Buffer {
  const known =
    (features.statmountOptions ? 0 : MNT_OPTS) |
    (features.statmountSource ? 0 : SB_SOURCE) |
    (features.statmountArray ? 0 : OPT_ARRAY) |
    (features.statmountSupported ? 0 : SUPPORTED_MASK);
  const mask = asked & ~known;
  const { fs } = mount;
  let strings = "";
  let filled = mask & (SB_BASIC | MNT_BASIC | PROPAGATE_FROM | SUPPORTED_MASK);
  const put = (bit: number, text: string): number => {
    filled |= bit;
    const start = strings.length;
    strings += `${text}\0`;
    return start;
  };
  const fields = new Map<number, number>();
  const add = (bit: number, field: number, text: () => string | undefined): void => {
    const value = (mask & bit) === 0 ? undefined : text();
    if (value !== undefined) fields.set(field, put(bit, value));
  };
  add(FS_TYPE, 36, () => fs.type);
  add(MNT_ROOT, 104, () => rootText(mount));
  add(MNT_POINT, 108, () => pathOf({ mount, node: mount.root }, root));
  // A mount without options answers as a kernel that cannot tell them.
  add(MNT_OPTS, 4, () => optionText(fs.options) || undefined);
  if (fs.options.length > 0) add(OPT_ARRAY, 132, () => fs.options.join("\0"));
  add(SB_SOURCE, 124, () => fs.source);
  const out = Buffer.alloc(STRINGS + strings.length);
  out.writeUInt32LE(out.length, 0);
  out.writeUInt32LE(filled, 8);
  for (const [field, start] of fields) out.writeUInt32LE(start, field);
  if ((filled & OPT_ARRAY) !== 0) out.writeUInt32LE(fs.options.length, 128);
  if ((filled & SUPPORTED_MASK) !== 0) out.writeUInt32LE(SUPPORTED, 144);
  if ((mask & SB_BASIC) !== 0) {
    out.writeUInt32LE(fs.dev[0], 16);
    out.writeUInt32LE(fs.dev[1], 20);
    out.writeBigUInt64LE(BigInt(fs.magic), 24);
    out.writeUInt32LE(fs.readOnly ? 1 : 0, 32);
  }
  if ((mask & MNT_BASIC) !== 0) {
    const parent = mount.parent ?? mount;
    out.writeBigUInt64LE(mount.id, 40);
    out.writeBigUInt64LE(parent.id, 48);
    out.writeUInt32LE(mount.old, 56);
    out.writeUInt32LE(parent.old, 60);
    out.writeUInt32LE(mount.attributes | (mount.idmap === undefined ? 0 : IDMAP), 64);
    out.writeUInt32LE(propagationOf(mount), 72);
    out.writeUInt32LE(mount.shared, 80);
    out.writeUInt32LE(mount.master, 88);
  }
  out.write(strings, STRINGS, "latin1");
  return out;
}

const WORDS = [
  [2, "nosuid"],
  [4, "nodev"],
  [8, "noexec"],
  [0x10, "noatime"],
  [0x80, "nodiratime"],
] as const;

/** The options of a mount, as mountinfo has them. */
export function mountWords({ attributes, idmap }: Mount): string[] {
  const words = WORDS.filter(([bit]) => (attributes & bit) !== 0).map(([, word]) => word as string);
  if ((attributes & 0x30) === 0) words.push("relatime");
  if ((attributes & 0x200000) !== 0) words.push("nosymfollow");
  if (idmap !== undefined) words.push("idmapped");
  return [(attributes & 1) !== 0 ? "ro" : "rw", ...words];
}

/** The line without its newline; undefined where the mount cannot be reached from the root. */
export function infoLine(mount: Mount, root: Mount): string | undefined {
  const { fs } = mount;
  const point = pathOf({ mount, node: mount.root }, root);
  if (point === undefined) return undefined;
  const shows = escaped(rootText(mount));
  const tags = [
    ...(mount.shared !== 0 ? [`shared:${mount.shared}`] : []),
    ...(mount.master !== 0 ? [`master:${mount.master}`] : []),
    ...(mount.unbindable ? ["unbindable"] : []),
  ];
  const ids = `${mount.old} ${mount.parent?.old ?? 1} ${fs.dev.join(":")}`;
  const own = [fs.readOnly ? "ro" : "rw", optionText(fs.options)].filter((part) => part !== "").join(",");
  const head = [ids, shows, escaped(point), mountWords(mount).join(","), ...tags];
  return [...head, "-", fs.type, escaped(fs.source, "#"), own].join(" ");
}
