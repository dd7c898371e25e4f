/**
 * Reads the tree that the kernel shows, name by name, and compares it with the
 * model's. Names that readdir lists and lstat denies are whiteouts in directories
 * that are not merged: they are no part of the tree (kernel.md §4.2).
 */
import { entryAt, namesIn } from "../model/disk.ts";
import { type Entry, line, type Tree } from "../model/entry.ts";
import { shown } from "./names.ts";

/** Everything beneath a directory, following no symlink. */
export function readTree(root: string): Tree {
  const tree = new Map<string, Entry>();
  const walk = (at: string): void => {
    const entry = entryAt(at === "" ? root : `${root}/${at}`);
    if (entry === undefined) return;
    tree.set(at, entry);
    if (entry.kind !== "directory") return;
    for (const child of namesIn(`${root}/${at}`)) walk(at === "" ? child : `${at}/${child}`);
  };
  walk("");
  return tree;
}

/** What differs between the tree of the model and the one that was read; none where they are equal. */
export function treeDifferences(expected: Tree, got: Tree): string[] {
  const lines: string[] = [];
  for (const [path, entry] of expected) {
    const real = got.get(path);
    if (real === undefined) lines.push(`${shown(path)}: missing; the model has ${line(entry)}`);
    else if (line(real) !== line(entry)) lines.push(`${shown(path)}: ${line(real)}; the model has ${line(entry)}`);
  }
  for (const [path, entry] of got) {
    if (!expected.has(path)) lines.push(`${shown(path)}: ${line(entry)}; the model has nothing there`);
  }
  return lines;
}
