/** Worlds that are made by hand: a root, a proc, and what is put into them. */
import { Kernel } from "./kernel.ts";
import type { Mount, Path } from "./mount.ts";
import { childOf, FileSystem, makeChild, type Node } from "./node.ts";
import { EXT4_MAGIC, S_IFDIR, S_IFLNK, S_IFREG, TMPFS_MAGIC } from "./numbers.ts";
import { makeProc } from "./proc.ts";
import { attach } from "./propagation.ts";
import type { Kernel as Name, Rules } from "./rules.ts";
import { lookUp } from "./walk.ts";

/** A kernel with an empty root and nothing mounted but that, /proc and /dev. */
export function world(rules: Rules | Name): Kernel {
  const kernel = new Kernel(rules, () => new FileSystem("ext4", EXT4_MAGIC, "/dev/vda", [254, 0]));
  mountAt(kernel, "/proc", makeProc(kernel, "proc"));
  const dev = new FileSystem("devtmpfs", TMPFS_MAGIC, "devtmpfs", kernel.nextDevice());
  dev.options = ["mode=755"];
  mountAt(kernel, "/dev", dev);
  return kernel;
}

/** The directory at a path, made with those above it where it is not there. */
export function directory(kernel: Kernel, path: string, mode = 0o755): Node {
  let node = kernel.root.node;
  for (const name of path.split("/")) {
    if (name !== "") node = childOf(node, name) ?? makeChild(node, name, S_IFDIR | mode);
  }
  return node;
}

function split(path: string): [above: string, name: string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, slash), path.slice(slash + 1)];
}

/** A file with this content, in directories that are made for it. */
export function file(kernel: Kernel, path: string, body = ""): Node {
  const [above, name] = split(path);
  const node = makeChild(directory(kernel, above), name, S_IFREG | 0o644);
  node.body = body;
  return node;
}

/** A symlink. */
export function symlink(kernel: Kernel, path: string, to: string): Node {
  const [above, name] = split(path);
  const node = makeChild(directory(kernel, above), name, S_IFLNK | 0o777);
  node.body = to;
  return node;
}

/** What is seen at a path; undefined: nothing. */
export function placeAt(kernel: Kernel, path: string): Path | undefined {
  const at = lookUp(kernel.walker, kernel.root, path);
  return typeof at === "number" ? undefined : at;
}

/** Mounts a file system at a path, whose directory is made where it is not there. */
export function mountAt(kernel: Kernel, path: string, fs: FileSystem, root: Node = fs.root): Mount {
  const there = placeAt(kernel, path) ?? { mount: kernel.root.mount, node: directory(kernel, path) };
  const mount = kernel.mountOf(fs, root);
  attach(kernel, mount, there);
  return mount;
}
