/** As much of /proc as programs look at: the descriptors and the directory of whoever asks, and what it was told. */
import type { Description, Kernel } from "./kernel.ts";
import { FileSystem, type Finder, Node, putChild } from "./node.ts";
import { PROC_MAGIC, S_IFDIR, S_IFLNK, S_IFREG } from "./numbers.ts";

/** PROC_ROOT_INO of proc_fs.h, and the inode of the initial user namespace. */
const ROOT_INODE = 1;
const USER_NAMESPACE = 0xeffffffd;
const AT_PAGESZ = 6n;

/** The descriptors, each a magic link, beside names that were put there. */
function finderOf(kernel: Kernel, descriptors: Node): Finder {
  return {
    find(directory, name) {
      if (directory !== descriptors) return directory.children?.get(name);
      const number = Number(name);
      const open = String(number) === name ? kernel.descriptors.get(number) : undefined;
      return open === undefined ? undefined : link(descriptors, name, open);
    },
    names: (directory) =>
      directory === descriptors ? [...kernel.descriptors.keys()].map(String) : (directory.children?.keys() ?? []),
  };
}

function link(directory: Node, name: string, open: Description): Node {
  const node = new Node(directory.fs, S_IFLNK | 0o777, ROOT_INODE);
  node.name = name;
  node.parent = directory;
  node.magic = () => open.path;
  return node;
}

/** A proc file system of its own; every mount of proc is one. */
export function makeProc(kernel: Kernel, source: string): FileSystem {
  const fs = new FileSystem("proc", PROC_MAGIC, source, kernel.nextDevice(), S_IFDIR | 0o555);
  const directory = (above: Node, name: string) => putChild(above, name, new Node(fs, S_IFDIR | 0o555));
  const symlink = (above: Node, name: string, to: string) => {
    const node = putChild(above, name, new Node(fs, S_IFLNK | 0o777));
    node.body = to;
    return node;
  };
  const own = directory(fs.root, "1");
  symlink(fs.root, "self", "1");
  symlink(fs.root, "thread-self", "1");
  const auxv = putChild(own, "auxv", new Node(fs, S_IFREG | 0o400));
  const words = BigUint64Array.of(AT_PAGESZ, BigInt(kernel.pageSize), 0n, 0n);
  auxv.body = Buffer.from(words.buffer).toString("latin1");
  putChild(directory(own, "ns"), "user", new Node(fs, S_IFREG | 0o444, USER_NAMESPACE));
  fs.finder = finderOf(kernel, directory(own, "fd"));
  return fs;
}
