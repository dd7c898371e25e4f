/** What a kernel would say of the mount that a program makes: read from the program itself, never from the core. */
import { bytes } from "../support/names.ts";
import type { ProgramView, ViewedOp } from "./program-view.ts";

/** A mount as statmount(2) and mountinfo show it. */
export interface PretendMount {
  readonly fstype: string;
  readonly source: string;
  readonly options: readonly string[];
  readonly attributes: number;
  readonly readOnly: boolean;
}

const MS_REMOUNT = 32;
const MS_PROPAGATION = 0x1e0000;
const MNT_OPTS = 0x80;
const MNT_POINT = 0x10;
const SB_SOURCE = 0x200;
const OPT_ARRAY = 0x400;
const SET_FLAG = 0;
const SET_STRING = 1;

/** MS_* flags as attributes of a mount. */
function attributes(flags: number): number {
  const bit = (from: number, to: number) => ((flags & from) !== 0 ? to : 0);
  return (flags & 15) | bit(256, 0x200000) | bit(1024, 0x10) | bit(2048, 0x80) | bit(1 << 24, 0x20);
}

/** Options where no backslash makes the comma part of a name. */
function split(text: string): string[] {
  return text === "" ? [] : (text.match(/(?:\\.|[^\\,])+/gs)?.map(String) ?? []);
}

function hasUpper(options: readonly string[]): boolean {
  return options.some((option) => option.startsWith("upperdir="));
}

function byPage(view: ProgramView, { args }: ViewedOp): PretendMount {
  const [source = 0, , fstype = 0, flags = 0, data = 0] = args;
  const options = split(view.text(data));
  const type = view.text(fstype);
  const readOnly = (flags & 1) !== 0 || (type === "overlay" && !hasUpper(options));
  return { fstype: type, source: view.text(source), options, attributes: attributes(flags), readOnly };
}

function byContext(view: ProgramView, ops: readonly ViewedOp[]): PretendMount {
  const options: string[] = [];
  let source = "";
  let ro = false;
  for (const { op, args } of ops) {
    const [, command = 0, key = 0, value = 0] = args;
    if (op === "fsconfig_fd") options.push(`${view.text(key)}=/where/it/leads`);
    if (op !== "fsconfig") continue;
    const name = view.text(key);
    if (command === SET_STRING && name === "source") source = view.text(value);
    else if (command === SET_STRING) options.push(`${name}=${view.text(value)}`);
    else if (command === SET_FLAG && name === "ro") ro = true;
    else if (command === SET_FLAG) options.push(name);
  }
  const flags = ops.find(({ op }) => op === "fsmount")?.args[2] ?? 0;
  return { fstype: "overlay", source, options, attributes: flags, readOnly: ro || !hasUpper(options) };
}

/** The mount of a program; something bound where it makes none of its own. */
export function pretendMount(view: ProgramView): PretendMount {
  if (view.ops.some(({ op }) => op === "fsmount")) return byContext(view, view.ops);
  const page = view.ops.find(
    ({ op, args }) => op === "mount" && ((args[3] ?? 0) & (MS_REMOUNT | MS_PROPAGATION)) === 0,
  );
  if (page !== undefined) return byPage(view, page);
  const set = view.ops.find(({ op }) => op === "mount_setattr")?.args[3] ?? 0;
  return { fstype: "ext4", source: "/dev/vda", options: [], attributes: set, readOnly: false };
}

/** The same mount, with one thing other than it was asked for. */
export function disguised(mount: PretendMount, what: Disguise): PretendMount {
  if (what === "read-only") return { ...mount, readOnly: !mount.readOnly };
  if (what === "type") return { ...mount, fstype: "other", source: "elsewhere" };
  if (what === "attributes") return { ...mount, attributes: mount.attributes ^ 0x82 };
  if (what === "layers") return { ...mount, options: mount.options.filter((_, i) => i !== mount.options.length >> 1) };
  return mount;
}

export const DISGUISES = ["read-only", "type", "attributes", "covered", "layers"] as const;
export type Disguise = (typeof DISGUISES)[number] | "none";

/** Octal escapes as the kernel prints them. */
function escaped(text: string): string {
  return text.replace(/[\\ \n\t#]/g, (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

/** A line of mountinfo without its newline. */
export function infoLine(mount: PretendMount, id: bigint, parent: bigint): Uint8Array {
  const own = [mount.readOnly ? "ro" : "rw", ...mount.options.map(escaped)].join(",");
  const places = `${BigInt.asUintN(31, id)} ${BigInt.asUintN(31, parent)} 0:51 / /target rw,relatime shared:1 master:2`;
  return bytes(`${places} - ${mount.fstype} ${escaped(mount.source)} ${own}`);
}

/** struct statmount with its texts, for the mask that was asked. */
export function statmountBytes(
  mount: PretendMount,
  mask: number,
  id: bigint,
  parent: bigint,
  point = "/target",
): Uint8Array {
  const asked = (bit: number, text: string) => ((mask & bit) !== 0 ? text : "");
  const escapes = mount.options.map(escaped).join(",");
  const texts = [
    ...[mount.fstype, asked(SB_SOURCE, mount.source), asked(MNT_OPTS, escapes)],
    asked(OPT_ARRAY, mount.options.join("\0")),
    asked(MNT_POINT, point),
  ];
  const body = Buffer.from(`${texts.join("\0")}\0`, "latin1");
  const out = Buffer.alloc(512 + body.length);
  const starts = texts.map((_, i) => texts.slice(0, i).reduce((sum, text) => sum + text.length + 1, 0));
  out.writeUInt32LE(out.length, 0);
  out.writeUInt32LE(starts[2] ?? 0, 4);
  out.writeUInt32LE(mask, 8);
  out.writeUInt32LE(mount.readOnly ? 1 : 0, 32);
  out.writeUInt32LE(starts[0] ?? 0, 36);
  out.writeBigUInt64LE(id, 40);
  out.writeBigUInt64LE(parent, 48);
  out.writeUInt32LE(mount.attributes, 64);
  out.writeUInt32LE(1 << 18, 72);
  out.writeUInt32LE(starts[4] ?? 0, 108);
  out.writeUInt32LE(starts[1] ?? 0, 124);
  out.writeUInt32LE(mount.options.length, 128);
  out.writeUInt32LE(starts[3] ?? 0, 132);
  body.copy(out, 512);
  return out;
}
