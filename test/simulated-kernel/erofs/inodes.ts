/** What an image holds, as nodes of a file system. */
import { type FileSystem, Node, putChild } from "../node.ts";
import { EIO, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../numbers.ts";
import { dataOf, type Extent, type Images } from "./data.ts";

const SLOT = 32;
const EXTENDED = 64;
const DIRENT = 12;
/** EROFS_XATTR_INDEX_USER and _TRUSTED: others are no overlay's. */
const PREFIXES: Readonly<Record<number, string>> = { 1: "user.", 4: "trusted." };
const XATTR_HEADER = 12;

interface Inode extends Extent {
  readonly at: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly ino: number;
  readonly modified: number;
  readonly attributes: Map<string, string> | undefined;
}

/** One attribute, and where the next one begins. */
function xattrAt(image: Buffer, at: number): readonly [name: string, value: string, next: number] {
  const [length, index, size] = [image.readUInt8(at), image.readUInt8(at + 1), image.readUInt16LE(at + 2)];
  const name = (PREFIXES[index] ?? `${index}.`) + image.toString("latin1", at + 4, at + 4 + length);
  const value = at + 4 + length;
  return [name, image.toString("latin1", value, value + size), (value + size + 3) & ~3];
}

/** Those that stand behind the inode, and those that several inodes have in common. */
function attributesAt({ superblock, primary }: Images, at: number, end: number): Map<string, string> | undefined {
  if (at === end) return undefined;
  const found = new Map<string, string>();
  const shared = primary.readUInt8(at + 4);
  for (let i = 0; i < shared; i++) {
    const id = primary.readUInt32LE(at + XATTR_HEADER + 4 * i);
    const [name, value] = xattrAt(primary, superblock.xattrBlock * 2 ** superblock.blockBits + 4 * id);
    found.set(name, value);
  }
  for (let next = at + XATTR_HEADER + 4 * shared; next < end; ) {
    const [name, value, after] = xattrAt(primary, next);
    found.set(name, value);
    next = after;
  }
  return found;
}

function inodeAt(images: Images, nid: number): Inode {
  const { superblock, primary } = images;
  const at = superblock.metaBlock * 2 ** superblock.blockBits + nid * SLOT;
  const inode = primary.subarray(at, at + EXTENDED);
  const format = inode.readUInt16LE(0);
  const isExtended = (format & 1) !== 0;
  const count = inode.readUInt16LE(2);
  const own = at + (isExtended ? EXTENDED : SLOT);
  const end = own + (count === 0 ? 0 : XATTR_HEADER + 4 * (count - 1));
  const [seconds, nanoseconds] = isExtended
    ? [Number(inode.readBigUInt64LE(32)), inode.readUInt32LE(40)]
    : superblock.buildTime;
  return {
    at,
    end,
    layout: (format >> 1) & 7,
    mode: inode.readUInt16LE(4),
    size: isExtended ? Number(inode.readBigUInt64LE(8)) : inode.readUInt32LE(8),
    word: inode.readUInt32LE(16),
    ino: inode.readUInt32LE(20),
    uid: isExtended ? inode.readUInt32LE(24) : inode.readUInt16LE(24),
    gid: isExtended ? inode.readUInt32LE(28) : inode.readUInt16LE(26),
    modified: seconds * 1000 + nanoseconds / 1e6,
    attributes: attributesAt(images, own, end),
  };
}

/** Names of one block, each with the number of what it names; its own and its parent's are left out. */
function namesIn(block: Buffer): (readonly [name: string, nid: number])[] {
  const count = block.length === 0 ? 0 : block.readUInt16LE(8) / DIRENT;
  return Array.from({ length: count }, (_, i) => {
    const from = block.readUInt16LE(DIRENT * i + 8);
    const to = i + 1 < count ? block.readUInt16LE(DIRENT * (i + 1) + 8) : block.length;
    const name = block.toString("latin1", from, to).replace(/\0.*$/s, "");
    return [name, Number(block.readBigUInt64LE(DIRENT * i))] as const;
  }).filter(([name]) => name !== "." && name !== "..");
}

function nodeOf(images: Images, fs: FileSystem, nid: number): Node {
  const inode = inodeAt(images, nid);
  const node = new Node(fs, inode.mode, inode.ino);
  node.uid = inode.uid;
  node.gid = inode.gid;
  node.modified = inode.modified;
  node.attributes = inode.attributes;
  const type = inode.mode & S_IFMT;
  if (type !== S_IFDIR && type !== S_IFREG && type !== S_IFLNK) {
    node.rdev = inode.word;
    return node;
  }
  const data = dataOf(images, inode);
  if (data === undefined) node.unreadable = EIO;
  else if (type !== S_IFDIR) node.body = data.toString("latin1");
  else fill(images, node, data);
  return node;
}

function fill(images: Images, directory: Node, data: Buffer): void {
  const size = 2 ** images.superblock.blockBits;
  for (let at = 0; at < data.length; at += size) {
    for (const [name, nid] of namesIn(data.subarray(at, at + size))) {
      putChild(directory, name, nodeOf(images, directory.fs, nid));
    }
  }
}

/** The root of an image, with everything beneath it. */
export function rootOf(images: Images, fs: FileSystem): Node {
  return nodeOf(images, fs, images.superblock.rootNid);
}
