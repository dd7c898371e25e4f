import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { name, onDisk } from "../support/names.ts";
import { type Entry, entryOf } from "./entry.ts";

/** The entry of a path on disk without following it, or undefined where there is none. */
export function entryAt(path: string, layers: readonly number[] = []): Entry | undefined {
  const stat = lstatSync(onDisk(path), { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return entryOf(stat, layers, (kind) => {
    if (kind === "file") return readFileSync(onDisk(path), "latin1");
    if (kind === "symlink") return name(readlinkSync(onDisk(path), { encoding: "buffer" }));
    return "";
  });
}

/** The names in a directory. */
export function namesIn(directory: string): string[] {
  return readdirSync(onDisk(directory), { encoding: "buffer" }).map((entry) => name(entry));
}
