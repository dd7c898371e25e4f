/** Calls that look, and how the shim lays out what they give (host/linux/look.h). */
import type { Run } from "./driver.ts";
import { at, isReadOnly } from "./files.ts";
import { ownerOf } from "./idmap.ts";
import { shownPath } from "./mount.ts";
import { namesOf } from "./node.ts";
import * as n from "./numbers.ts";
import type { Effect } from "./program.ts";
import { infoLine, statmountBytes } from "./shown.ts";

/** ST_VALID and ST_RELATIME of statfs.h; the others have the numbers of mount(2) or of MOUNT_ATTR_*. */
const ST_VALID = 0x20;
const ST_RELATIME = 4096;
const ST_NOATIME = 1024;
const ST_NODIRATIME = 2048;
const ST_NOSYMFOLLOW = 8192;
/** Ids below are old ones, which statmount(2) does not take. */
const UNIQUE_FROM = 2n ** 31n;

export function statx(run: Run, effect: Effect, register: number, text: string, flags: number, mask: number): number {
  const path = at(run, register, text, flags, (flags & n.AT_SYMLINK_NOFOLLOW) === 0);
  if (typeof path === "number") return path;
  const { mount, node } = path;
  const { uniqueIds, mountRoot } = run.kernel.rules.features;
  const isUnique = uniqueIds && (mask & n.STATX_MNT_ID_UNIQUE) !== 0;
  const id = isUnique ? mount.id : BigInt(mount.old);
  if (effect.dst !== 0xffff) run.session.ids.set(effect.dst, id);
  if (effect.out === 0) return 0;
  const { seen } = run;
  const { out } = effect;
  const isRoot = node === mount.root;
  seen.writeUInt32LE(node.mode, out);
  seen.writeUInt32LE(isRoot && mountRoot ? n.STATX_ATTR_MOUNT_ROOT : 0, out + 4);
  seen.writeBigUInt64LE(BigInt(node.ino), out + 8);
  seen.writeUInt32LE(node.fs.dev[0], out + 16);
  seen.writeUInt32LE(node.fs.dev[1], out + 20);
  seen.writeBigUInt64LE(id, out + 24);
  const [uid, gid] = ownerOf(node, mount.idmap);
  seen.writeUInt32LE(uid, out + 32);
  seen.writeUInt32LE(gid, out + 36);
  seen.writeUInt32LE(n.STATX_BASIC | (isUnique ? n.STATX_MNT_ID_UNIQUE : n.STATX_MNT_ID), out + 40);
  seen.writeUInt32LE(1, out + 44);
  return 0;
}

export function fstatfs(run: Run, effect: Effect, register: number): number {
  const path = run.session.description(register)?.path;
  if (path === undefined) return -n.EBADF;
  if (effect.out === 0) return 0;
  const { attributes, fs } = path.mount;
  let flags = ST_VALID | (attributes & 15) | (isReadOnly(path) ? 1 : 0);
  if ((attributes & n.MOUNT_ATTR_NOATIME) !== 0) flags |= ST_NOATIME;
  else if ((attributes & n.MOUNT_ATTR_STRICTATIME) === 0) flags |= ST_RELATIME;
  if ((attributes & n.MOUNT_ATTR_NODIRATIME) !== 0) flags |= ST_NODIRATIME;
  if ((attributes & n.MOUNT_ATTR_NOSYMFOLLOW) !== 0) flags |= ST_NOSYMFOLLOW;
  run.seen.writeBigUInt64LE(BigInt(fs.magic), effect.out);
  run.seen.writeBigUInt64LE(BigInt(flags), effect.out + 8);
  return 0;
}

/** Puts a text into the observation, as much as there is room for. */
function place(run: Run, { out, cap }: Effect, text: string): number {
  return out === 0 ? 0 : run.seen.write(text, out, Math.min(cap, text.length), "latin1");
}

export function statmount(run: Run, effect: Effect, register: number, mask: number): number {
  const { rules, byId, root } = run.kernel;
  if (!rules.features.statmount) return -n.ENOSYS;
  const id = run.session.ids.get(register) as bigint;
  if (id < UNIQUE_FROM) return -n.EINVAL;
  const mount = byId.get(id);
  if (mount === undefined) return -rules.errnos.statmountDetached;
  const bytes = statmountBytes(mount, mask, rules, root.mount);
  if (bytes.length > effect.cap) return -n.EOVERFLOW;
  const text = run.session.masked(bytes.toString("latin1"));
  return place(run, effect, text);
}

export function mountinfo(run: Run, effect: Effect, register: number): number {
  const { mounts, root } = run.kernel;
  const id = Number(BigInt.asUintN(32, run.session.ids.get(register) as bigint));
  for (const mount of mounts) {
    if (mount.old !== id) continue;
    const line = infoLine(mount, root.mount);
    if (line === undefined) break;
    if (line.length > effect.cap) return -n.EOVERFLOW;
    return place(run, effect, run.session.masked(line));
  }
  return -n.ENOENT;
}

export function mountinfoBy(run: Run, effect: Effect, field: number, text: string): number {
  const { mounts, root } = run.kernel;
  if (field !== 0 && field !== 5) return -n.EINVAL;
  for (const mount of mounts) {
    const [start = "", end = ""] = infoLine(mount, root.mount)?.split(" - ") ?? [];
    const [type, source] = end.split(" ");
    if ((field === 0 ? source : start.split(" ")[4]) !== text) continue;
    return place(run, effect, run.session.masked(`${start} - ${type} ${source}`));
  }
  return -n.ENOENT;
}

export function read(run: Run, effect: Effect, register: number): number {
  const file = run.session.description(register);
  if (file === undefined) return -n.EBADF;
  if (file.context !== undefined) {
    const message = file.context.messages[0];
    if (message === undefined) return -run.kernel.rules.errnos.noMessage;
    if (message.length > effect.cap) return -n.EMSGSIZE;
    file.context.messages.shift();
    return place(run, effect, run.session.masked(message));
  }
  const node = file.path?.node;
  if (node === undefined || (file.flags & n.O_PATH) !== 0) return -n.EBADF;
  if (node.isDirectory) return -n.EISDIR;
  if (node.unreadable !== undefined) return -node.unreadable;
  const text = node.body.slice(file.offset, file.offset + effect.cap);
  file.offset += text.length;
  return place(run, effect, run.session.masked(text));
}

export function readlink(run: Run, effect: Effect, register: number, text: string): number {
  const path = at(run, register, text, text === "" ? n.AT_EMPTY_PATH : 0, false);
  if (typeof path === "number") return path;
  if (!path.node.isSymlink) return -n.EINVAL;
  const to = path.node.magic?.();
  return place(run, effect, to === undefined ? path.node.body : shownPath(to));
}

/** The names of a directory, in records as getdents64(2) gives them; all at once, and nothing the next time. */
export function getdents(run: Run, effect: Effect, register: number): number {
  const file = run.session.description(register);
  const node = file?.path?.node;
  if (file === undefined || node === undefined) return -n.EBADF;
  if (!node.isDirectory) return -n.ENOTDIR;
  if (file.offset > 0) return 0;
  file.offset = 1;
  let used = 0;
  for (const name of [".", "..", ...namesOf(node)]) {
    const length = (19 + name.length + 1 + 7) & ~7;
    if (used + length > effect.cap) return used === 0 ? -n.EINVAL : used;
    const at = effect.out + used;
    run.seen.writeBigUInt64LE(BigInt(node.ino), at);
    run.seen.writeUInt16LE(length, at + 16);
    run.seen.write(name, at + 19, "latin1");
    used += length;
  }
  return used;
}

export function fdpath(run: Run, effect: Effect, register: number): number {
  const path = run.session.description(register)?.path;
  return path === undefined ? -n.EBADF : place(run, effect, shownPath(path));
}

/** Compares what was observed, in which numbers are masked, with bytes of the program, in which holes may be filled. */
export function same({ seen, session, program }: Run, observed: number, at: number, length: number): number {
  const bytes = program.bytes.subarray(at, at + length);
  if (seen.compare(bytes, 0, length, observed, observed + length) === 0) return 0;
  const written = session.masked(bytes.toString("latin1"));
  return seen.toString("latin1", observed, observed + length) === written ? 0 : -n.ESTALE;
}
