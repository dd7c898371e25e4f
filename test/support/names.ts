/**
 * Paths in the tests are strings of one character a byte (latin1), so that they
 * serve as keys and can be joined, and hold names that are no UTF-8.
 */

/** Why names that are no UTF-8 cannot be made here: Deno's file system takes text only. */
export const missingBytes: string | undefined =
  "Deno" in globalThis ? "Deno names no file that is no UTF-8" : undefined;

const strict = new TextDecoder("utf-8", { fatal: true });

/** The bytes of a path. */
export function bytes(path: string): Buffer {
  return Buffer.from(path, "latin1");
}

/** A path as node:fs takes it: in Deno as text, where it can be text. */
export function onDisk(path: string): Buffer {
  const given = bytes(path);
  if (missingBytes === undefined) return given;
  try {
    return strict.decode(given) as unknown as Buffer;
  } catch {
    return given;
  }
}

/** A path as one character a byte. */
export function name(path: string | Uint8Array): string {
  return Buffer.from(path).toString("latin1");
}

/** A path for people: printable ASCII, the rest as octal escapes, as mountinfo does. */
export function shown(path: string): string {
  return path.replace(/[^!-[\]-~]/g, (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`);
}
