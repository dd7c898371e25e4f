/** The mount table on paper: what is mounted where, and what was done to it. */
import { type PretendMount, pretendMount } from "../core/pretend-mount.ts";
import type { ProgramView } from "../core/program-view.ts";

const EBUSY = 16;
const EINVAL = 22;

/** Where a path leads. */
export interface Place {
  readonly path: string;
  /** The mount that it lies on; the mount's own root if `root`. */
  readonly mount: PaperMount;
  readonly root: boolean;
}

/** A mount. */
export interface PaperMount {
  readonly id: bigint;
  parent: bigint;
  /** The path whose directory is its root; a bind has that of its source. */
  readonly root: string;
  shown: PretendMount;
}

/** The mount that everything lies on in the beginning. */
export const BASE: PaperMount = {
  id: 20n,
  parent: 1n,
  root: "/",
  shown: { fstype: "ext4", source: "/dev/vda", options: [], attributes: 0, readOnly: false },
};

export class PaperTable {
  /** What was done, oldest first: `mount /a`, `umount /a`, `mkdir /a`, `rmdir /a`. */
  readonly deeds: string[] = [];
  /** Mounts at a path, the newest last. */
  readonly #table = new Map<string, PaperMount[]>();
  readonly #inodes = new Map<string, number>();
  #next = 300n;

  /** `mounted`: paths by mount id, in order. */
  constructor(mounted: Readonly<Record<string, number>> = {}) {
    for (const [path, id] of Object.entries(mounted)) {
      const mount: PaperMount = { ...BASE, id: BigInt(id), parent: BASE.id, root: `root of ${id}` };
      this.#table.set(path, [...(this.#table.get(path) ?? []), mount]);
    }
  }

  /** A mount that is not attached yet; `source`: the directory that it binds. */
  made(view: ProgramView, source: string): PaperMount {
    const id = this.#next++;
    return { id, parent: 0n, root: source === "" ? `root of ${id}` : source, shown: pretendMount(view) };
  }

  attach(path: string, mount: PaperMount): number {
    mount.parent = this.at(path).mount.id;
    this.#table.set(path, [...(this.#table.get(path) ?? []), mount]);
    this.deeds.push(`mount ${path}`);
    return 0;
  }

  detach(path: string): number {
    const mounts = this.#table.get(path) ?? [];
    const beneath = [...this.#table].some(([other, own]) => own.length > 0 && other.startsWith(`${path}/`));
    if (mounts.length === 0 || beneath) return mounts.length === 0 ? -EINVAL : -EBUSY;
    mounts.pop();
    this.deeds.push(`umount ${path}`);
    return 0;
  }

  directory(what: "mkdir" | "rmdir", path: string): number {
    if (what === "rmdir" && (this.#table.get(path)?.length ?? 0) > 0) return -EBUSY;
    this.deeds.push(`${what} ${path}`);
    return 0;
  }

  remount(mount: PaperMount, flags: number): number {
    mount.shown = { ...mount.shown, attributes: flags & 15, readOnly: (flags & 1) !== 0 };
    return 0;
  }

  /** The mount of this id; undefined: there is none. */
  known(id: bigint): PaperMount | undefined {
    return [...this.#table.values()].flat().find((mount) => mount.id === id);
  }

  /** Where a mount is; empty: nowhere. */
  pointOf(mount: PaperMount): string {
    return [...this.#table].find(([, mounts]) => mounts.includes(mount))?.[0] ?? "";
  }

  /** What is seen at a path: the newest mount there, or the directory on the mount above it. */
  at(path: string): Place {
    const own = this.#table.get(path)?.at(-1);
    if (own !== undefined) return { path, mount: own, root: true };
    const above = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    return { path, mount: above === "" ? BASE : this.at(above).mount, root: false };
  }

  /** The inode of what is seen there; `given`: inodes by path. */
  inodeOf({ path, mount, root }: Place, given: Readonly<Record<string, number>> = {}): number {
    const key = root ? mount.root : path;
    const known = given[path] ?? this.#inodes.get(key) ?? 100 + this.#inodes.size;
    this.#inodes.set(key, known);
    return known;
  }
}
