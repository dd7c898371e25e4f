// Node, and whatever else runs JavaScript, browsers too: they plan. Modules of Node are asked for by name when they are
// needed, and nothing is imported, so that the same code loads where there are none.
import type { Runtime } from "./runtime.ts";
import { shippedUrl } from "./shipped.ts";
import { Unable } from "./unable.ts";
import { textWidth } from "./width.ts";

type Builtins = { readonly [Name in "node:crypto" | "node:fs" | "node:fs/promises"]: unknown } & {
  readonly "node:crypto": typeof import("node:crypto");
  readonly "node:fs": typeof import("node:fs");
  readonly "node:fs/promises": typeof import("node:fs/promises");
};

/** A module of Node's; undefined in a browser. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  return typeof process === "undefined" ? undefined : (process.getBuiltinModule?.(name) as Builtins[Name] | undefined);
}

function unable(what: string): never {
  throw new Unable("runtime.planning-only", what, builtin("node:fs") ? "Node" : "this runtime");
}

/** SHA-256 in hexadecimal, by Node's module. */
export function nodeSha256(bytes: Uint8Array): string {
  const crypto = builtin("node:crypto") ?? unable("computing a digest at once");
  return crypto.createHash("sha256").update(bytes).digest("hex");
}

async function subtleSha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
  // Not every browser has `toHex` yet, nor has Node 20.
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function read(path: string): Promise<Uint8Array> {
  const fs = builtin("node:fs/promises");
  if (fs) return fs.readFile(path.startsWith("file:") ? new URL(path) : path);
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

export const runtime: Runtime = {
  name: "node",
  arch: typeof process === "undefined" ? "" : process.arch,
  args: () => process.argv.slice(2),
  env: (name) => (typeof process === "undefined" ? undefined : process.env[name]),
  environment: async () => unable("reading the environment"),
  cwd: () => (typeof process === "undefined" ? "/" : process.cwd()),
  user: () => process.geteuid?.() ?? unable("asking for the user"),
  sha256: nodeSha256,
  digest: (bytes) => (builtin("node:crypto") ? nodeSha256(bytes) : subtleSha256(bytes)),
  read,
  stream: (path) => {
    const fs = builtin("node:fs") ?? unable("reading a file");
    return path === "-" ? process.stdin : fs.createReadStream(path);
  },
  writer: () => unable("writing a file"),
  shipped: (name) => shippedUrl(name).href,
  open: () => unable("calling the kernel"),
  memory: () => unable("calling the kernel"),
  adopt: () => unable("calling the kernel"),
  write: (output, text) =>
    new Promise((resolve, reject) => {
      process[output].write(text, (error) => (error ? reject(error) : resolve()));
    }),
  isTerminal: (output) => process[output].isTTY === true,
  width: textWidth,
};
