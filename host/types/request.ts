// What is asked for.
import type { Allowances, Proof, View, Way } from "../planner/generated/types.ts";

/** A path, or option text: a string for its UTF-8 bytes, or the bytes themselves. */
export type Path = string | Uint8Array;

/** One line of an id map: `size` ids of the container from `container` on are ids of the host from `host` on. */
export interface IdRange {
  /** The first id as it is on disk. */
  readonly container: number;
  /** The first id as it is shown. */
  readonly host: number;
  /** 1 or more; every id is below 4294967295. */
  readonly size: number;
}

/** One mount: containerd's four fields, or an overlay with its layers as paths. */
export interface Mount {
  /** `overlay`, `bind`, or the name of a file system. */
  readonly type: Path;
  /** What is mounted: a directory, a device, or for an overlay any text. */
  readonly source?: Path;
  /** A directory beneath the root that this mount goes to; absent or empty: the root itself. */
  readonly target?: Path;
  /** Words as in fstab and mount(8); one element may hold several. */
  readonly options?: readonly Path[];
  /** Layers, topmost first, taken literally; only with type `overlay`. */
  readonly lowers?: readonly Path[];
  /** The upperdir, which takes what is written; with `work`, and only with `lowers`. */
  readonly upper?: Path;
  /** The workdir, empty and on the file system of the upperdir. */
  readonly work?: Path;
  /** Whose uids the layers, or the bound tree, show: as the word `uidmap=`. Both maps or none, of 1 to 340 ranges. */
  readonly uidMap?: readonly IdRange[];
  /** The same for gids. */
  readonly gidMap?: readonly IdRange[];
}

/** What to mount, and where. */
export interface MountRequest {
  /** In the order in which they are mounted; the first one is the root. */
  readonly mounts: readonly Mount[];
  /** Absolute path of the directory that is mounted on. */
  readonly target: Path;
  /** Make the target directory where it does not exist. */
  readonly mkdir?: boolean;
  /** `kernel` unless said otherwise. With `none` no mount id is read, so that a later process unmounts it with `any` only. */
  readonly proof?: Proof;
  /** Only this way, or a refusal. */
  readonly way?: Way;
  /** What is refused unless asked for. */
  readonly allow?: Partial<Allowances>;
  /**
   * What becomes of the words: `asked`, they are done as they are; `temporary`, the mount is there for a while, and
   * `volatile` is left out; `read-only`, it has no upperdir either. `asked` unless said otherwise.
   */
  readonly view?: View;
}

/** What to mount at a directory that is made for it. */
export type TemporaryRequest = Omit<MountRequest, "target" | "mkdir">;
