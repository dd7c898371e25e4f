// What the demo's layers hold, counted on disk.
import { entryAt, namesIn } from "../../test/model/disk.ts";
import type { Kind } from "../../test/model/entry.ts";
import { attribute } from "../../test/support/libc.ts";

function count(directory: string, mark: string, counts: Map<Kind | "opaque", number>): void {
  const add = (kind: Kind | "opaque") => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const name of namesIn(directory)) {
    const path = `${directory}/${name}`;
    const entry = entryAt(path);
    if (entry === undefined) continue;
    add(entry.kind);
    if (entry.kind !== "directory") continue;
    if (attribute(path, mark) === "y") add("opaque");
    count(path, mark, counts);
  }
}

/** The contents of these layers in words; `mark` is the attribute that makes a directory opaque. */
export function contents(layers: readonly string[], mark: string): string {
  const counts = new Map<Kind | "opaque", number>();
  for (const layer of layers) count(layer, mark, counts);
  const of = (kind: Kind | "opaque") => counts.get(kind) ?? 0;
  const words = [
    `${of("file")} files`,
    `${of("directory")} directories (${of("opaque")} opaque)`,
    `${of("symlink")} symlinks`,
    `${of("whiteout")} deletions`,
  ];
  return words.join(", ");
}
