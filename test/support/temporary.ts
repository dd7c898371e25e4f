/**
 * Temporary directories: made where an upperdir may lie, removed at the end also
 * after a failure, and never removed through something that is still mounted.
 */
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { mount, umount } from "./libc.ts";
import { name, onDisk } from "./names.ts";

const OVERLAY_MAGIC = 0x794c7630;
const RAMFS_MAGIC = 0x858458f6;

/** A directory of the test's own. */
export interface Temporary {
  /** Absolute, one character a byte. */
  readonly path: string;
  /** Removes it; refuses while anything is mounted beneath it. */
  remove(): void;
}

/**
 * Where temporary directories are made: the first usual place whose file system
 * takes an upperdir (an overlay, as a container's root is, does not: kernel.md §2.3).
 */
export function base(): string {
  const { TMPDIR } = process.env;
  const places = [TMPDIR, "/tmp", "/var/tmp", "/dev/shm"];
  for (const place of places) {
    if (place === undefined || !existsSync(place)) continue;
    const { type } = statfsSync(place);
    if (type !== OVERLAY_MAGIC && type !== RAMFS_MAGIC) return place;
  }
  return "/tmp";
}

function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Mount points at `path` or beneath it, as mountinfo names them; the newest last. */
export function mountedBeneath(path: string): string[] {
  const points = readFileSync("/proc/self/mountinfo", "latin1")
    .split("\n")
    .map((line) => unescaped(line.split(" ")[4] ?? ""));
  return points.filter((point) => point === path || point.startsWith(`${path}/`));
}

const living = new Set<Temporary>();
let watching = false;

function removeAll(): void {
  // Newest first: one may lie inside another.
  for (const one of [...living].reverse()) {
    try {
      one.remove();
    } catch (error) {
      process.stderr.write(`${error}\n`);
      process.exitCode = 1;
    }
  }
}

/** Makes a directory that only its owner can enter, and that goes with the process at the latest. */
export function temporary(label: string): Temporary {
  const path = name(mkdtempSync(`${base()}/layermount-${label}-`));
  const { dev, ino } = lstatSync(onDisk(path));
  const made: Temporary = {
    path,
    remove() {
      const mounted = mountedBeneath(path);
      // Deleting through a mount takes away what the mount shows (peers.md §5 T12).
      if (mounted.length > 0) throw new Error(`not removed, still mounted: ${mounted.join(", ")}`);
      const now = lstatSync(onDisk(path), { throwIfNoEntry: false });
      if (now !== undefined) {
        if (now.dev !== dev || now.ino !== ino) throw new Error(`not removed, another directory by now: ${path}`);
        rmSync(onDisk(path), { recursive: true, force: true });
      }
      living.delete(made);
    },
  };
  living.add(made);
  if (!watching) {
    watching = true;
    process.on("exit", removeAll);
  }
  return made;
}

/**
 * From here on temporary directories are made in memory: for tests that make so many
 * layers that the disk would be what is measured. Only in a mount namespace of one's own.
 */
export function inMemory(): void {
  const place = temporary("memory");
  mount("layermount-test", place.path, "tmpfs", 0, "mode=0700");
  Object.assign(process.env, { TMPDIR: place.path });
  living.delete(place);
  living.add({
    path: place.path,
    remove() {
      umount(place.path);
      place.remove();
    },
  });
}
