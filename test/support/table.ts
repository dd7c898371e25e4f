/**
 * What a run may leave behind, taken before and after: the mount table, the open
 * descriptors, and every name beneath some directories.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { name, onDisk, shown } from "./names.ts";

/** One look at everything that a mount could change; equal looks have equal lines. */
export interface Table {
  readonly mounts: readonly string[];
  readonly descriptors: readonly string[];
  readonly names: readonly string[];
}

function descriptors(): string[] {
  const own = `/proc/${process.pid}/fd`;
  const lines: string[] = [];
  for (const fd of readdirSync("/proc/self/fd")) {
    try {
      const to = readlinkSync(`/proc/self/fd/${fd}`);
      // Deno opens sockets of its own half a second after its start.
      if ("Deno" in globalThis && to.startsWith("socket:")) continue;
      // A session keeps the user namespaces that it made for id maps; a test of their own counts them.
      if (to.startsWith("user:[")) continue;
      if (to !== own) lines.push(`${fd} -> ${to}`);
    } catch {
      // The descriptor of this very readdir is gone by now.
    }
  }
  return lines;
}

/**
 * Every name beneath a directory with what tells a change of it: inode, mode and
 * owner, and of a file its size and ctime. Access times are left out: looking is no
 * change; times of directories too: what was made and removed again is none.
 */
export function fingerprint(directory: string): string[] {
  const lines: string[] = [];
  const walk = (at: string): void => {
    const stat = lstatSync(onDisk(at), { throwIfNoEntry: false });
    if (stat === undefined) return;
    const { ino, mode, uid, gid, size, ctimeMs } = stat;
    const line = `${shown(at)} ${ino} ${mode.toString(8)} ${uid}:${gid}`;
    lines.push(stat.isDirectory() ? line : `${line} ${size} ${ctimeMs}`);
    if (!stat.isDirectory()) return;
    for (const entry of readdirSync(onDisk(at), { encoding: "buffer" })) walk(`${at}/${name(entry)}`);
  };
  walk(directory);
  return lines.sort();
}

/** Looks at the mount table, the descriptors, and the names beneath `directories`. */
export function lookAround(directories: readonly string[]): Table {
  return {
    mounts: readFileSync("/proc/self/mountinfo", "latin1").split("\n"),
    descriptors: descriptors(),
    names: directories.flatMap(fingerprint),
  };
}

function changes(what: string, before: readonly string[], after: readonly string[]): string[] {
  const old = new Set(before);
  const now = new Set(after);
  return [
    ...after.filter((line) => !old.has(line)).map((line) => `${what} new: ${line}`),
    ...before.filter((line) => !now.has(line)).map((line) => `${what} gone: ${line}`),
  ];
}

function without(names: readonly string[], except: readonly string[]): string[] {
  const skipped = except.map(shown);
  return names.filter((line) => !skipped.some((path) => line.startsWith(`${path} `) || line.startsWith(`${path}/`)));
}

/**
 * What differs between two looks, as lines for people; none where they are equal.
 *
 * @param except paths that the kernel itself changes: an upperdir, a workdir
 */
export function differences(before: Table, after: Table, except: readonly string[] = []): string[] {
  return [
    ...changes("mount", before.mounts, after.mounts),
    ...changes("descriptor", before.descriptors, after.descriptors),
    ...changes("name", without(before.names, except), without(after.names, except)),
  ];
}
