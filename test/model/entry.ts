/**
 * The model of overlay semantics: computed from the layers on disk by reading
 * only, and compared with what the kernel shows. This file is its vocabulary.
 */
import type { Stats } from "node:fs";

/** What a name is; `whiteout` is a character device 0/0. */
export type Kind = "directory" | "file" | "symlink" | "device" | "fifo" | "whiteout";

/** A name of a merged tree. */
export interface Entry {
  readonly kind: Kind;
  /** Permission bits with set-user-ID, set-group-ID and sticky. */
  readonly mode: number;
  readonly owner: string;
  readonly modified: number;
  /** Content of a file, target of a symlink, number of a device; one character a byte. */
  readonly body: string;
  /** Indices of the layers that it comes from, topmost first; none where that is not known. */
  readonly layers: readonly number[];
}

/** A merged tree: entries by path relative to its root, the root being the empty path. */
export type Tree = ReadonlyMap<string, Entry>;

/** The kind of what lstat found. */
export function kindOf(stat: Stats): Kind {
  if (stat.isDirectory()) return "directory";
  if (stat.isFile()) return "file";
  if (stat.isSymbolicLink()) return "symlink";
  if (stat.isFIFO()) return "fifo";
  return stat.isCharacterDevice() && stat.rdev === 0 ? "whiteout" : "device";
}

/** An entry for what lstat found; `read` gives the body of a file or a symlink. */
export function entryOf(stat: Stats, layers: readonly number[], read: (kind: Kind) => string): Entry {
  const kind = kindOf(stat);
  const body = kind === "device" ? String(stat.rdev) : read(kind);
  return { kind, mode: stat.mode & 0o7777, owner: `${stat.uid}:${stat.gid}`, modified: stat.mtimeMs, body, layers };
}

/** Everything of an entry that the kernel shows, as one line. */
export function line(entry: Entry): string {
  const { kind, mode, owner, modified, body } = entry;
  return `${kind} ${mode.toString(8)} ${owner} ${modified} ${JSON.stringify(body)}`;
}
