/**
 * An overlay made key by key: fsopen, fsconfig, fsmount, move_mount. It shares
 * nothing with the shim, as libc.ts.
 */

import { dlopen, ptr, read } from "bun:ffi";
import { closeSync } from "node:fs";

// The same numbers on every architecture that has these calls.
const MOVE_MOUNT = 429;
const FSOPEN = 430;
const FSCONFIG = 431;
const FSMOUNT = 432;
const FSCONFIG_SET_STRING = 1;
const FSCONFIG_CMD_CREATE = 6;
const MOVE_MOUNT_F_EMPTY_PATH = 4;
const AT_FDCWD = -100;

const SYMBOLS = {
  syscall: { args: ["i64", "i64", "i64", "i64", "i64", "i64"], returns: "i64" },
  __errno_location: { args: [], returns: "ptr" },
} as const;

function open() {
  try {
    return dlopen("libc.so.6", SYMBOLS).symbols;
  } catch {
    return dlopen(`libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`, SYMBOLS).symbols;
  }
}

let opened: ReturnType<typeof open> | undefined;

/** A system call; text goes as bytes with a NUL. Negative: the errno. */
function call(number: number, ...args: ReadonlyArray<number | string>): number {
  opened ??= open();
  const held = args.map((arg) => (typeof arg === "string" ? Buffer.from(`${arg}\0`, "latin1") : arg));
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = held.map((arg) => (typeof arg === "number" ? arg : ptr(arg)));
  const result = Number(opened.syscall(number, a, b, c, d, e));
  if (result >= 0) return result;
  const at = opened.__errno_location();
  return at === null || held.length === 0 ? -1 : -read.i32(at, 0);
}

/** Mounts an overlay on `target` from string keys, in order. The errno of the first call that failed, or 0. */
export function overlayByKeys(keys: ReadonlyArray<readonly [string, string]>, target: string): number {
  const context = call(FSOPEN, "overlay", 0);
  if (context < 0) return -context;
  try {
    for (const [key, value] of keys) {
      const set = call(FSCONFIG, context, FSCONFIG_SET_STRING, key, value, 0);
      if (set < 0) return -set;
    }
    const created = call(FSCONFIG, context, FSCONFIG_CMD_CREATE, 0, 0, 0);
    if (created < 0) return -created;
    const mount = call(FSMOUNT, context, 0, 0);
    if (mount < 0) return -mount;
    const moved = call(MOVE_MOUNT, mount, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
    closeSync(mount);
    return moved < 0 ? -moved : 0;
  } finally {
    closeSync(context);
  }
}
