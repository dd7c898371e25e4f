/**
 * The few system calls that the tests need and that no runtime has a name for. They
 * share nothing with the shim, so that a fault of the shim cannot hide itself.
 */
import { numberAt, openLibc } from "./native.ts";

const SYMBOLS = {
  // mknod is a symbol of glibc only since 2.33; syscall(2) is everywhere.
  syscall: { args: ["i64", "i64", "buffer", "i64", "i64"], returns: "i64" },
  mount: { args: ["buffer", "buffer", "buffer", "u64", "buffer"], returns: "i32" },
  umount2: { args: ["buffer", "i32"], returns: "i32" },
  lsetxattr: { args: ["buffer", "buffer", "buffer", "u64", "i32"], returns: "i32" },
  lgetxattr: { args: ["buffer", "buffer", "buffer", "u64"], returns: "i64" },
  __errno_location: { args: [], returns: "ptr" },
} as const;

type Libc = ReturnType<typeof openLibc<typeof SYMBOLS>>;

let opened: Libc | undefined;

function libc(): Libc {
  opened ??= openLibc(SYMBOLS);
  return opened;
}

const MKNODAT = process.arch === "arm64" ? 33 : 259;
const AT_FDCWD = -100;
const S_IFCHR = 0o020000;
const S_IFIFO = 0o010000;

/** Flags of mount(2) that the cases use, by the names of mount(8). */
export const MS = {
  ro: 1,
  nosuid: 2,
  nodev: 4,
  noexec: 8,
  remount: 32,
  bind: 4096,
  rec: 16384,
  unbindable: 1 << 17,
  private: 1 << 18,
  slave: 1 << 19,
  shared: 1 << 20,
} as const;

/** A system call of the tests' own failed. */
export class SystemError extends Error {
  constructor(
    readonly call: string,
    readonly errno: number,
    what: string,
  ) {
    super(`${call} ${what}: errno ${errno}`);
  }
}

/** Bytes of a name held as one character a byte, with the NUL that C wants. */
function terminated(name: string): Buffer {
  return Buffer.from(`${name}\0`, "latin1");
}

function check(result: number | bigint, call: string, what: string): void {
  if (Number(result) >= 0) return;
  const at = libc().__errno_location();
  throw new SystemError(call, numberAt(at), what);
}

/** mount(2); names are one character a byte. */
export function mount(source: string, target: string, type: string, flags = 0, data = ""): void {
  const result = libc().mount(terminated(source), terminated(target), terminated(type), flags, terminated(data));
  check(result, "mount", `${type} on ${target}`);
}

/** umount2(2), never through a symlink. */
export function umount(target: string, flags = 0): void {
  const UMOUNT_NOFOLLOW = 8;
  check(libc().umount2(terminated(target), flags | UMOUNT_NOFOLLOW), "umount2", target);
}

function mknod(path: string, mode: number, device: number): void {
  check(libc().syscall(MKNODAT, AT_FDCWD, terminated(path), mode, device), "mknodat", path);
}

/** The overlay's mark that a name is deleted: a character device 0/0. */
export function makeWhiteout(path: string): void {
  mknod(path, S_IFCHR, 0);
}

/** A named pipe. */
export function makeFifo(path: string): void {
  mknod(path, S_IFIFO | 0o644, 0);
}

/** A character device that is no whiteout: 1/3, /dev/null. */
export function makeNullDevice(path: string): void {
  mknod(path, S_IFCHR | 0o666, (1 << 8) | 3);
}

/** Sets an extended attribute of the name itself, a symlink included. */
export function setAttribute(path: string, name: string, value: string): void {
  const bytes = Buffer.from(value, "latin1");
  check(
    libc().lsetxattr(terminated(path), terminated(name), bytes, bytes.length, 0),
    "lsetxattr",
    `${name} of ${path}`,
  );
}

/** The value of an extended attribute, or undefined where it is not there. */
export function attribute(path: string, name: string): string | undefined {
  const room = Buffer.alloc(256);
  const length = Number(libc().lgetxattr(terminated(path), terminated(name), room, room.length));
  return length < 0 ? undefined : room.toString("latin1", 0, length);
}
