// No node: module: `node:fs` alone costs 3 ms of start (seam.md §5). `bun:ffi` is asked for when it is needed.

import type { FFIFunction, Pointer } from "bun:ffi";
import type { TCPSocketConnectOptions } from "bun";
import planner from "../../core-wasm/planner.wasm" with { type: "file" };
import aarch64 from "../linux/prebuilt/shim-aarch64.so" with { type: "file" };
import x86_64 from "../linux/prebuilt/shim-x86_64.so" with { type: "file" };
import {
  type Address,
  type Bell,
  type Functions,
  NOT_REGULAR,
  type Runtime,
  type Shipped,
  type Signatures,
} from "./runtime.ts";

const SHIPPED: Readonly<Record<Shipped, string>> = {
  "planner.wasm": planner,
  "shim-aarch64.so": aarch64,
  "shim-x86_64.so": x86_64,
};

function ffi(): typeof import("bun:ffi") {
  return import.meta.require("bun:ffi");
}

function typed(signatures: Signatures): Record<string, FFIFunction> {
  return signatures as Record<string, FFIFunction>;
}

/** The loop's end of the pair becomes a socket of Bun's: the fastest of six ways (seam.md §4). */
async function adopt(fd: number, rang: (lost: boolean) => void): Promise<Bell> {
  const lost = () => rang(true);
  const adopted = { fd, socket: { data: () => rang(false), close: lost, error: lost } };
  // bun-types does not know `fd`, which adopts a connected socket.
  const socket = await Bun.connect(adopted as unknown as TCPSocketConnectOptions);
  socket.unref();
  return {
    expect: () => socket.ref(),
    rest: () => socket.unref(),
    close: () => socket.end(),
  };
}

export const runtime: Runtime = {
  name: "bun",
  arch: process.arch,
  args: () => Bun.argv.slice(2),
  env: (name) => Bun.env[name],
  environment: () => Bun.file("/proc/self/environ").bytes(),
  cwd: () => process.cwd(),
  user: () => process.geteuid?.() ?? 0,
  sha256: (bytes) => Bun.SHA256.hash(bytes, "hex"),
  digest: (bytes) => Bun.SHA256.hash(bytes, "hex"),
  read: (path) => Bun.file(path).bytes(),
  stream: (path) => (path === "-" ? Bun.stdin : Bun.file(path)).stream(),
  writer(path, regular = false) {
    const { closeSync, constants, fstatSync, openSync, writeSync } = process.getBuiltinModule("node:fs");
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK } = constants;
    // Without waiting for whoever reads a pipe.
    const fd = openSync(Buffer.from(path), O_WRONLY | O_CREAT | O_TRUNC | (regular ? O_NONBLOCK : 0));
    if (regular && !fstatSync(fd).isFile()) {
      closeSync(fd);
      throw new Error(NOT_REGULAR);
    }
    return {
      write(bytes) {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      },
      close: () => closeSync(fd),
    };
  },
  shipped(name) {
    const path = SHIPPED[name];
    // A bundler gives the path as seen from its output.
    return path.startsWith("/") ? path : `${import.meta.dir}/${path}`;
  },
  open: (path, signatures) => ffi().dlopen(path, typed(signatures)).symbols as Functions,
  /** For development, 5 to 10 ms: it asks for no header and no library of the machine. */
  compile: (source, signatures) =>
    ffi().cc({ source, flags: ["-nostdlib"], symbols: typed(signatures) }).symbols as Functions,
  memory: (at: Address, bytes) => ffi().toArrayBuffer(at as Pointer, 0, bytes),
  adopt,
  async write(output, text) {
    // Writing nothing would cut off a file that the output was sent to.
    if (text !== "") await Bun.write(Bun[output], text);
  },
  /**
   * `process.stdout.isTTY` costs 7 ms of start. Bun knows for nothing whether one of the two outputs is a terminal;
   * which of them is told by its kind of file: a terminal is a character device, a pipe or a file is not.
   */
  async isTerminal(output) {
    return Bun.enableANSIColors && (await Bun[output].stat()).isCharacterDevice();
  },
  width: (text) => Bun.stringWidth(text),
};
