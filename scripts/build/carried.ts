// The runtime of a bundle: Bun's, but for the files that are shipped with the code. In a bundle their imports give not
// their paths but their bytes, as text (inside.ts).
import planner from "../../core-wasm/planner.wasm";
import aarch64 from "../../host/linux/prebuilt/shim-aarch64.so";
import x86_64 from "../../host/linux/prebuilt/shim-x86_64.so";
import { runtime as bun } from "../../host/runtime/bun.ts";
import type { Functions, Runtime, Signatures } from "../../host/runtime/runtime.ts";

const SHIMS: Readonly<Record<string, string>> = { "shim-aarch64.so": aarch64, "shim-x86_64.so": x86_64 };

const GZIP = 0x1f;
/** Digits of a SHA-256, before the planner's text. */
const DIGITS = 64;
const MFD_CLOEXEC = 1;
/** Since Linux 6.3; it forbids execve(2), not mapping, and is all that vm.memfd_noexec=2 allows (memfd_create(2)). */
const MFD_NOEXEC_SEAL = 8;
const LIBC = {
  memfd_create: { args: ["ptr", "u32"], returns: "i32" },
  write: { args: ["i32", "ptr", "u32"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
} as const satisfies Signatures;

interface Libc {
  memfd_create(name: Uint8Array, flags: number): number;
  write(fd: number, bytes: Uint8Array, size: number): number;
  close(fd: number): number;
}

function libc(): Libc {
  const musl = `libc.musl-${bun.arch === "x64" ? "x86_64" : "aarch64"}.so.1`;
  try {
    return bun.open("libc.so.6", LIBC) as unknown as Libc;
  } catch {
    return bun.open(musl, LIBC) as unknown as Libc;
  }
}

/**
 * Opens a library from memory that nobody else can name: a file beside the bundle could be missing, one in the
 * temporary directory could be somebody else's, and one that Bun unpacks there would stay.
 */
function openBytes(bytes: Uint8Array, signatures: Signatures): Functions {
  const { memfd_create, write, close } = libc();
  const name = new TextEncoder().encode("layermount\0");
  let fd = memfd_create(name, MFD_CLOEXEC | MFD_NOEXEC_SEAL);
  if (fd < 0) fd = memfd_create(name, MFD_CLOEXEC);
  if (fd < 0) throw new Error("memfd_create(2) gives no memory for the shim");
  try {
    if (write(fd, bytes, bytes.length) !== bytes.length) throw new Error("the shim does not fit in memory");
    return bun.open(`/proc/self/fd/${fd}`, signatures);
  } finally {
    close(fd);
  }
}

/** What inside.ts made a text of; packed or not, which the first byte tells. */
function unpacked(text: string): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.fromBase64(text);
  return bytes[0] === GZIP ? Bun.gunzipSync(bytes, { library: "libdeflate" }) : bytes;
}

export const runtime: Runtime = {
  ...bun,
  planner: { digest: planner.slice(0, DIGITS), bytes: () => unpacked(planner.slice(DIGITS)) },
  shipped: (name) => name,
  open(path, signatures) {
    const text = SHIMS[path];
    return text === undefined ? bun.open(path, signatures) : openBytes(unpacked(text), signatures);
  },
};
