/** Id-mapped mounts, made without the library: a user namespace, and the system calls around it. */
import { spawnSync } from "node:child_process";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { umount } from "./libc.ts";
import { openLibc } from "./native.ts";
import { temporary } from "./temporary.ts";

const OPEN_TREE = 428;
const MOVE_MOUNT = 429;
const MOUNT_SETATTR = 442;
const MNT_DETACH = 2;
const AT_FDCWD = -100;
const AT_EMPTY_PATH = 0x1000;
const OPEN_TREE_CLONE = 1;
const MOVE_MOUNT_F_EMPTY_PATH = 4;
const MOUNT_ATTR_IDMAP = 0x100000n;
const ATTR_BYTES = 32;

const SYMBOLS = {
  syscall: { args: ["i64", "i64", "buffer", "i64", "buffer", "i64"], returns: "i64" },
} as const;

function call(
  what: string,
  ...[number, fd, path, more, buffer, last]: [number, number, string, number, Uint8Array, number]
): number {
  const result = Number(
    openLibc(SYMBOLS).syscall(BigInt(number), BigInt(fd), text(path), BigInt(more), buffer, BigInt(last)),
  );
  if (result < 0) throw new Error(`${what} of ${path} is refused`);
  return result;
}

function text(path: string): Buffer {
  return Buffer.from(`${path}\0`, "latin1");
}

const SCRIPT = `
  unshare --user sleep 60 & p=$!
  while [ "$(readlink /proc/$p/ns/user)" = "$(readlink /proc/self/ns/user)" ]; do :; done
  echo "0 $1 65536" >/proc/$p/uid_map && echo "0 $1 65536" >/proc/$p/gid_map &&
    mount --bind /proc/$p/ns/user "$2"
  code=$?
  kill $p
  exit $code
`;

/** A user namespace that maps 65,536 ids from `first` on, as a descriptor. */
function userNamespace(first: number): number {
  const { path, remove } = temporary("namespace");
  const file = `${path}/user`;
  writeFileSync(file, "");
  try {
    // Not spawn: its child would stay a descriptor of ours until some later time.
    const { status } = spawnSync("sh", ["-c", SCRIPT, "sh", String(first), file], { stdio: "ignore" });
    if (status !== 0) throw new Error("no user namespace can be kept");
    const fd = openSync(file, "r");
    // The descriptor keeps the mount busy.
    umount(file, MNT_DETACH);
    return fd;
  } finally {
    remove();
  }
}

/** Attaches an id-mapped clone of a directory at another one. @throws Error where the kernel cannot. */
export function attachMapped(source: string, at: string, first: number): void {
  const namespace = userNamespace(first);
  const tree = call("open_tree", OPEN_TREE, AT_FDCWD, source, OPEN_TREE_CLONE, new Uint8Array(1), 0);
  try {
    const attributes = new DataView(new ArrayBuffer(ATTR_BYTES));
    attributes.setBigUint64(0, MOUNT_ATTR_IDMAP, true);
    attributes.setBigUint64(24, BigInt(namespace), true);
    const bytes = new Uint8Array(attributes.buffer);
    call("mount_setattr", MOUNT_SETATTR, tree, "", AT_EMPTY_PATH, bytes, ATTR_BYTES);
    call("move_mount", MOVE_MOUNT, tree, "", AT_FDCWD, text(at), MOVE_MOUNT_F_EMPTY_PATH);
  } finally {
    closeSync(tree);
    closeSync(namespace);
  }
}
