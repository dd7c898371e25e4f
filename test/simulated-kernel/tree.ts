/** What is seen in a simulated world, in the words of the model of overlay trees, and as a look for comparing. */

import type { Entry, Kind, Tree } from "../model/entry.ts";
import { name, shown } from "../support/names.ts";
import type { Table } from "../support/table.ts";
import { ownerOf } from "./idmap.ts";
import type { Kernel } from "./kernel.ts";
import { type Path, shownPath, uppermost } from "./mount.ts";
import { childOf, type Node, namesOf } from "./node.ts";
import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "./numbers.ts";
import { infoLine } from "./shown.ts";
import { placeAt } from "./world.ts";

const S_IFIFO = 0x1000;

function kindOf({ mode, rdev }: Node): Kind {
  const type = mode & S_IFMT;
  if (type === S_IFDIR) return "directory";
  if (type === S_IFREG) return "file";
  if (type === S_IFLNK) return "symlink";
  if (type === S_IFIFO) return "fifo";
  return type === S_IFCHR && rdev === 0 ? "whiteout" : "device";
}

function entryOf({ node, mount }: Path): Entry {
  const kind = kindOf(node);
  const body = kind === "device" ? String(node.rdev) : kind === "file" || kind === "symlink" ? node.body : "";
  const { mode, modified } = node;
  const [uid, gid] = ownerOf(node, mount.idmap);
  return { kind, mode: mode & 0o7777, owner: `${uid}:${gid}`, modified, body, layers: [] };
}

/** Calls back for every name beneath a place, which itself is the empty path; mounts are entered. */
function visit(from: Path, see: (path: string, at: Path) => void): void {
  const walk = (at: Path, path: string): void => {
    see(path, at);
    for (const child of namesOf(at.node)) {
      const node = childOf(at.node, child);
      if (node !== undefined) walk(uppermost({ mount: at.mount, node }), path === "" ? child : `${path}/${child}`);
    }
  };
  walk(from, "");
}

/** Everything beneath a path, following no symlink; nothing where there is nothing. */
export function simulatedTree(kernel: Kernel, path: string): Tree {
  const tree = new Map<string, Entry>();
  const at = placeAt(kernel, path);
  if (at !== undefined) visit(at, (below, seen) => tree.set(below, entryOf(seen)));
  return tree;
}

/** One look at everything that a run could change; equal looks have equal lines. */
export function look(kernel: Kernel, directories: readonly string[]): Table {
  const mounts = [...kernel.mounts].map((mount) => infoLine(mount, kernel.root.mount) ?? `unreachable ${mount.old}`);
  const descriptors = [...kernel.descriptors].map(([fd, { path }]) => `${fd} -> ${path && shownPath(path)}`);
  const names: string[] = [];
  for (const directory of directories) {
    const at = placeAt(kernel, directory);
    if (at === undefined) continue;
    visit(at, (below, { node: { ino, mode } }) => {
      names.push(`${shown(below === "" ? directory : `${directory}/${below}`)} ${ino} ${mode.toString(8)}`);
    });
  }
  return { mounts, descriptors, names };
}

/** A path as the simulation has it. */
export function pathText(path: string | Uint8Array): string {
  return name(path);
}
