/** Calls that open, make and take away names. */
import type { Run } from "./driver.ts";
import { isRootMapped } from "./idmap.ts";
import type { Path } from "./mount.ts";
import { childOf, isBeneath, makeChild, type Node, namesOf, putChild, removeChild } from "./node.ts";
import * as n from "./numbers.ts";
import { isMountPoint, type Last, lookUp, resolveLast } from "./walk.ts";

/** Where a call's path leads; an empty one to the directory itself, with AT_EMPTY_PATH. */
export function at(run: Run, register: number, text: string, flags: number, follow: boolean): Path | number {
  if (text === "" && (flags & n.AT_EMPTY_PATH) !== 0) return run.session.directory(register);
  const from = text.startsWith("/") ? run.kernel.root : run.session.directory(register);
  return typeof from === "number" ? from : lookUp(run.kernel.walker, from, text, { follow });
}

function last(run: Run, register: number, text: string): Last | number {
  const from = text.startsWith("/") ? run.kernel.root : run.session.directory(register);
  return typeof from === "number" ? from : resolveLast(run.kernel.walker, from, text);
}

/** Whether nothing may be written through a mount. */
export function isReadOnly({ mount }: Path): boolean {
  return (mount.attributes & n.MOUNT_ATTR_RDONLY) !== 0 || mount.fs.readOnly;
}

function make({ directory, name, slashed }: Last, mode: number): Node | number {
  if (slashed && (mode & n.S_IFMT) !== n.S_IFDIR) return -n.EISDIR;
  if (name === "" || name === "." || name === ".." || childOf(directory.node, name) !== undefined) return -n.EEXIST;
  if (directory.node.deleted) return -n.ENOENT;
  if (isReadOnly(directory)) return -n.EROFS;
  if (!isRootMapped(directory.mount.idmap)) return -n.EOVERFLOW;
  if (directory.node.fs.room <= 0) return -n.ENOSPC;
  const refused = directory.node.fs.finder?.refuses?.(directory.node, name, mode) ?? 0;
  if (refused !== 0) return -refused;
  return makeChild(directory.node, name, mode);
}

export function open(run: Run, register: number, text: string, flags: number, resolve: number, mode: number): number {
  const contradicts = n.RESOLVE_BENEATH | n.RESOLVE_IN_ROOT;
  if ((resolve & contradicts) === contradicts) return -n.EINVAL;
  const byPath = (flags & n.O_PATH) !== 0;
  const nofollow = (flags & n.O_NOFOLLOW) !== 0;
  const from =
    text.startsWith("/") && (resolve & n.RESOLVE_IN_ROOT) === 0 ? run.kernel.root : run.session.directory(register);
  if (typeof from === "number") return from;
  let path = lookUp(run.kernel.walker, from, text, { follow: !nofollow, resolve });
  if (path === -n.ENOENT && (flags & n.O_CREAT) !== 0 && !byPath) {
    const where = last(run, register, text);
    if (typeof where === "number") return where;
    const made = make(where, n.S_IFREG | (mode & 0o7777));
    if (typeof made === "number") return made;
    path = { mount: where.directory.mount, node: made };
  } else if (typeof path !== "number" && (flags & (n.O_CREAT | n.O_EXCL)) === (n.O_CREAT | n.O_EXCL) && !byPath) {
    return -n.EEXIST;
  }
  if (typeof path === "number") return path;
  if ((flags & n.O_DIRECTORY) !== 0 && !path.node.isDirectory) return -n.ENOTDIR;
  if (!byPath && (flags & n.O_TMPFILE) === n.O_TMPFILE) {
    if (isReadOnly(path)) return -n.EROFS;
    return isRootMapped(path.mount.idmap) ? run.kernel.open({ path, flags, offset: 0 }) : -n.EOVERFLOW;
  }
  if (!byPath) {
    if (path.node.isSymlink) return -n.ELOOP;
    const writes = (flags & n.O_ACCMODE) !== 0;
    if (writes && path.node.isDirectory) return -n.EISDIR;
    if (writes && isReadOnly(path)) return -n.EROFS;
    if ((flags & n.O_TRUNC) !== 0) path.node.body = "";
  }
  return run.kernel.open({ path, flags, offset: 0 });
}

/** fchownat(2), by root. */
export function chown(run: Run, register: number, text: string, flags: number, [uid, gid]: [number, number]): number {
  const path = at(run, register, text, flags, (flags & n.AT_SYMLINK_NOFOLLOW) === 0);
  if (typeof path === "number") return path;
  if (isReadOnly(path)) return -n.EROFS;
  if (path.mount.idmap !== undefined) return -n.EOVERFLOW;
  // The namespace has no other id.
  if (run.kernel.namespaced && (uid !== 0 || gid !== 0)) return -n.EINVAL;
  path.node.uid = uid;
  path.node.gid = gid;
  return 0;
}

export function mkdir(run: Run, register: number, text: string, mode: number): number {
  const where = last(run, register, text);
  if (typeof where === "number") return where;
  const made = make(where, n.S_IFDIR | (mode & 0o1777));
  return typeof made === "number" ? made : 0;
}

export function remove(run: Run, register: number, text: string, directory: boolean): number {
  const where = last(run, register, text);
  if (typeof where === "number") return where;
  const { name } = where;
  if (directory && (name === "" || name === ".." || name === ".")) {
    return name === "" ? -n.EBUSY : name === "." ? -n.EINVAL : -n.ENOTEMPTY;
  }
  if (isReadOnly(where.directory)) return -n.EROFS;
  const node = childOf(where.directory.node, name);
  if (node === undefined) return -n.ENOENT;
  if (directory && !node.isDirectory) return -n.ENOTDIR;
  if (!directory && node.isDirectory) return -n.EISDIR;
  const { mountPointRemoved } = run.kernel.rules.errnos;
  if (mountPointRemoved !== 0 && isMountPoint(run.kernel.mounts, node)) return -mountPointRemoved;
  const { finder } = node.fs;
  const [top] = node.parts ?? [];
  // What an overlay writes to may be mounted on beneath it.
  const isBelow = finder?.upper !== undefined && top !== undefined && isBeneath(top, finder.upper);
  const isLower = node.parts?.some((part) => finder?.upper !== undefined && !isBeneath(part, finder.upper)) === true;
  // Another overlay of the same workdir has made its own of it.
  if (isLower && finder?.work?.deleted) return -n.ENOENT;
  // Somebody removed it from beneath the overlay.
  if (isBelow && top.deleted) return -n.ESTALE;
  if (isBelow && isMountPoint(run.kernel.mounts, top)) return -n.EBUSY;
  if (directory && !namesOf(node)[Symbol.iterator]().next().done) return -n.ENOTEMPTY;
  removeChild(where.directory.node, node);
  return 0;
}

export function rename(run: Run, from: number, old: string, to: number, name: string, flags: number): number {
  const source = last(run, from, old);
  const target = last(run, to, name);
  if (typeof source === "number") return source;
  if (typeof target === "number") return target;
  if (source.directory.mount !== target.directory.mount) return -n.EXDEV;
  if (isReadOnly(source.directory)) return -n.EROFS;
  const node = childOf(source.directory.node, source.name);
  if (node === undefined) return -n.ENOENT;
  const there = childOf(target.directory.node, target.name);
  if (there !== undefined && (flags & n.RENAME_NOREPLACE) !== 0) return -n.EEXIST;
  if (there === node) return 0;
  // The target holds what is renamed.
  if (there !== undefined && isBeneath(node, there)) return -n.ENOTEMPTY;
  if (isBeneath(target.directory.node, node)) return -n.EINVAL;
  const { mounts } = run.kernel;
  if (there !== undefined && there.isDirectory !== node.isDirectory) return there.isDirectory ? -n.EISDIR : -n.ENOTDIR;
  if (isMountPoint(mounts, node) || (there !== undefined && isMountPoint(mounts, there))) return -n.EBUSY;
  if (there !== undefined) {
    if (there.isDirectory && !namesOf(there)[Symbol.iterator]().next().done) return -n.ENOTEMPTY;
    removeChild(target.directory.node, there);
  }
  source.directory.node.children?.delete(source.name);
  putChild(target.directory.node, target.name, node);
  return 0;
}

export function write(run: Run, register: number, bytes: string): number {
  const file = run.session.description(register);
  const node = file?.path?.node;
  if (file === undefined || node === undefined || (file.flags & n.O_ACCMODE) === 0) return -n.EBADF;
  if ((file.flags & n.O_APPEND) !== 0) file.offset = node.body.length;
  node.body =
    node.body.slice(0, file.offset).padEnd(file.offset, "\0") + bytes + node.body.slice(file.offset + bytes.length);
  file.offset += bytes.length;
  return bytes.length;
}

/** What the shim writes (host/linux/note.h): which effect and where in the observation, and the bytes. */
export function note(run: Run, register: number, observed: number, length: number): number {
  if (length > 64) return -n.EINVAL;
  const record = Buffer.alloc(20 + length);
  for (const [i, word] of [5, 8 + length, run.at, observed].entries()) record.writeUInt32LE(word, 4 * i);
  run.seen.copy(record, 16, observed, observed + length);
  record.writeUInt32LE(8 + length, 16 + length);
  const written = write(run, register, record.toString("latin1"));
  return Math.min(written, 0);
}
