/** What file systems hold: directories, files, symlinks and the rest, each a node with its name in one directory. */

import type { Path } from "./mount.ts";
import { S_IFDIR, S_IFLNK, S_IFMT } from "./numbers.ts";

/** A name of a file system, and what it names. There are no hard links. */
export class Node {
  name = "";
  /** The directory it lies in; null: the root of its file system. */
  parent: Node | null = null;
  uid = 0;
  gid = 0;
  /** 0: it was changed in the simulation, which has no clock. */
  modified = 0;
  rdev = 0;
  /** Content of a file, target of a symlink; one character a byte. */
  body = "";
  /** Why its content cannot be read. */
  unreadable: number | undefined;
  /** Extended attributes that overlays read. */
  attributes: Map<string, string> | undefined;
  /** It was deleted; who holds it still sees it. */
  deleted = false;
  /** Of a name in an overlay: the directories that are merged, or the one thing that is seen; topmost first. */
  parts: readonly Node[] | undefined;
  /** Where a magic link leads. */
  magic: (() => Path | undefined) | undefined;
  readonly children: Map<string, Node> | undefined;

  constructor(
    readonly fs: FileSystem,
    readonly mode: number,
    readonly ino: number = fs.nextInode++,
  ) {
    if ((mode & S_IFMT) === S_IFDIR) this.children = new Map();
  }

  get isDirectory(): boolean {
    return this.children !== undefined;
  }

  get isSymlink(): boolean {
    return (this.mode & S_IFMT) === S_IFLNK;
  }
}

/** What is found by a name, and all names: an overlay's answer is put together from its layers. */
export interface Finder {
  find(directory: Node, name: string): Node | undefined;
  names(directory: Node): Iterable<string>;
  /** What is written to, and by way of what. */
  readonly upper?: Node;
  readonly work?: Node;
  /** Adds a node that was made for this directory; undefined where the file system takes it as it is. */
  add?(directory: Node, name: string, mode: number): Node;
  /** Why something cannot be made there; 0: it can. */
  refuses?(directory: Node, name: string, mode: number): number;
  /** Takes a name away. */
  remove?(directory: Node, node: Node): void;
}

/** A file system that is mounted somewhere: a superblock. */
export class FileSystem {
  nextInode = 2;
  readOnly = false;
  /** Words that mountinfo shows behind `rw`. */
  options: readonly string[] = [];
  /** As s_stack_depth: how many overlays lie in it. */
  depth = 0;
  /** It belongs to another user namespace than that of whoever acts. */
  foreign = false;
  /** How many more inodes it takes. */
  room = Number.POSITIVE_INFINITY;
  /** An overlay's finder; undefined: names are where they were put. */
  finder: Finder | undefined;
  /** Called when its last mount is gone. */
  ended: (() => void) | undefined;
  /** How many mounts show it. */
  mounts = 0;
  root: Node;

  constructor(
    readonly type: string,
    readonly magic: number,
    readonly source: string,
    readonly dev: readonly [major: number, minor: number],
    mode: number = S_IFDIR | 0o755,
  ) {
    this.root = new Node(this, mode);
  }
}

/** What a directory has by this name. */
export function childOf(directory: Node, name: string): Node | undefined {
  const { finder } = directory.fs;
  return finder === undefined ? directory.children?.get(name) : finder.find(directory, name);
}

/** All names of a directory. */
export function namesOf(directory: Node): Iterable<string> {
  const { finder } = directory.fs;
  return finder === undefined ? (directory.children?.keys() ?? []) : finder.names(directory);
}

/** Puts a node into a directory that holds its names itself. */
export function putChild(directory: Node, name: string, node: Node): Node {
  node.name = name;
  node.parent = directory;
  node.deleted = false;
  directory.children?.set(name, node);
  return node;
}

/** Makes something by a name, wherever the file system keeps it. */
export function makeChild(directory: Node, name: string, mode: number): Node {
  directory.modified = 0;
  const add = directory.fs.finder?.add;
  if (add !== undefined) return add(directory, name, mode);
  directory.fs.room--;
  return putChild(directory, name, new Node(directory.fs, mode));
}

/** Takes a name away. */
export function removeChild(directory: Node, node: Node): void {
  const remove = directory.fs.finder?.remove;
  node.deleted = true;
  directory.modified = 0;
  if (remove !== undefined) {
    remove(directory, node);
    return;
  }
  directory.fs.room++;
  directory.children?.delete(node.name);
}

/** Whether a node is another one or lies beneath it. */
export function isBeneath(node: Node, above: Node): boolean {
  for (let at: Node | null = node; at !== null; at = at.parent) if (at === above) return true;
  return false;
}

/** The path from a node's ancestor, without a slash at its end; empty for the ancestor itself. */
export function pathBeneath(node: Node, above: Node): string {
  let path = "";
  for (let at: Node | null = node; at !== null && at !== above; at = at.parent) {
    if (at.parent !== null) path = `/${at.name}${path}`;
  }
  return path;
}
