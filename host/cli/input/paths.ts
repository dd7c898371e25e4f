// Paths of the command line as absolute bytes. Arguments reach a program as text, in which bytes that are no UTF-8
// travel as lone surrogates (arguments.ts).
import { runtime } from "#runtime";
import { bytesOf, joined, surrogateBytes } from "../../bytes.ts";
import { Wrong } from "../wrong.ts";

const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * An absolute path without `//`, `/./` and trailing slashes, so that one target always has one name. `..` stays: only
 * the kernel knows where it leads.
 *
 * @param what how the person called it, for the error
 * @throws Wrong `input.empty-path`, `input.nul`, `input.bytes`.
 */
export async function absolute(path: string | Uint8Array, what: string): Promise<Uint8Array> {
  const bytes = typeof path === "string" ? surrogateBytes(path) : path;
  if (bytes.length === 0) throw new Wrong("input.empty-path", { item: what });
  if (bytes.includes(0)) throw new Wrong("input.nul", { item: what });
  if (bytes[0] === SLASH) return plainPath(bytes);
  return plainPath(joined([await currentDirectory(), Uint8Array.of(SLASH), bytes]));
}

/** The path without empty and `.` segments. */
export function plainPath(path: Uint8Array): Uint8Array {
  const out = new Uint8Array(path.length);
  let length = 0;
  for (let at = 0; at < path.length; ) {
    const found = path.indexOf(SLASH, at);
    const end = found < 0 ? path.length : found;
    const nothing = end === at || (end === at + 1 && path[at] === DOT);
    if (!nothing) {
      out[length] = SLASH;
      out.set(path.subarray(at, end), length + 1);
      length += 1 + end - at;
    }
    at = end + 1;
  }
  if (length > 0) return out.subarray(0, length);
  return Uint8Array.of(SLASH);
}

/**
 * Where a path lies in a target: empty for the target itself, else the directory beneath it; undefined outside, and
 * where `..` hides it.
 */
export function placeBeneath(target: Uint8Array, path: Uint8Array): Uint8Array | undefined {
  const root = target.length === 1 ? 0 : target.length;
  for (let i = 0; i < root; i++) if (path[i] !== target[i]) return undefined;
  const rest = path.subarray(root);
  if (rest.length === 0 || (rest.length === 1 && root === 0)) return new Uint8Array();
  if (rest[0] !== SLASH || hasParent(rest)) return undefined;
  return rest.subarray(1);
}

function hasParent(path: Uint8Array): boolean {
  return path.some(
    (byte, i) =>
      byte === SLASH && path[i + 1] === DOT && path[i + 2] === DOT && (path[i + 3] === SLASH || path.length === i + 3),
  );
}

async function currentDirectory(): Promise<Uint8Array> {
  const directory = runtime.cwd();
  if (!directory.includes("\ufffd")) return bytesOf(directory);
  const { readlinkSync } = await import("node:fs");
  try {
    return readlinkSync("/proc/self/cwd", { encoding: "buffer" });
  } catch {
    throw new Wrong("input.bytes", { item: directory });
  }
}
