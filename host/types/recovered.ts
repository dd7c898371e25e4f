// What became of runs whose process died.
import type { Options } from "./options.ts";
import type { Path } from "./request.ts";

/** How `recover` goes about it. */
export interface RecoverOptions extends Options {
  /** Only runs that mounted at this directory. */
  readonly target?: Path;
  /** Only tell what would be taken back. */
  readonly dryRun?: boolean;
  /** How long a busy mount is tried again, in milliseconds, 0 to 60000. */
  readonly patience?: number;
}

/** What became of one run. */
export type Recovery =
  /** Its process lives. */
  | "alive"
  /** It had come to its end, but for its journal. */
  | "finished"
  /** All that it did is taken back. */
  | "undone"
  /** It is to be taken back: only told, with `dryRun`. */
  | "unfinished"
  /** Something is left, and named. */
  | "left"
  /** What it mounted went with its mount namespace, or with a reboot. */
  | "vanished"
  /** It was made in another mount namespace in which somebody runs: it is to be recovered there. */
  | "elsewhere"
  /** Its journal cannot be read, and is set aside. */
  | "damaged";

/** One run that had not come to its end, as far as anybody knew. */
export interface RecoveredRun {
  /** Absolute path of the directory that it mounted on; absent where its journal cannot be read. */
  readonly target?: Uint8Array;
  /** Name of its journal in the state directory. */
  readonly journal: string;
  /** Milliseconds since 1970; absent where its journal cannot be read. */
  readonly created?: number;
  /** What became of it. */
  readonly recovery: Recovery;
  /** Mounts that were taken down. */
  readonly unmounted: number;
  /** Directories that were removed. */
  readonly removed: number;
  /** What is left, or may be. */
  readonly left: readonly string[];
  /** What is wrong with it, and what to do. */
  readonly note?: string;
}

/** What `recover` found. */
export interface Recovered {
  /** The oldest first. */
  readonly runs: readonly RecoveredRun[];
}
