/** What goes wrong in a pretended run. */
import type { Random } from "../model/random.ts";
import { DISGUISES, type Disguise } from "./pretend-mount.ts";

/** What goes wrong in a run, each drawn once a run: in many runs most of it is off. 0: never, n: once in n. */
export interface Mood {
  readonly stop: number;
  readonly soft: number;
  readonly corrupt: number;
  readonly resize: number;
  readonly busy: number;
  /** What is seen is not what was mounted. */
  readonly disguise: Disguise;
  /** The target is not there and cannot be made. */
  readonly bare: boolean;
  /** Whatever mounts finds a layer twice, or one inside another. */
  readonly loop: boolean;
  /** Few inodes for many names, and not only directories. */
  readonly alike: boolean;
  /** Directories belong to others than they should. */
  readonly unowned: boolean;
}

/** Nothing goes wrong. */
export const QUIET: Mood = {
  ...{ stop: 0, soft: 0, corrupt: 0, resize: 0, busy: 0 },
  ...{ disguise: "none", bare: false, loop: false, alike: false, unowned: false },
};

/** What goes wrong in one run. */
export function mood(random: Random): Mood {
  return {
    stop: random.of([0, 0, 1, 2, 4]),
    soft: random.of([0, 0, 3, 20]),
    corrupt: random.of([0, 0, 0, 3]),
    resize: random.of([0, 0, 0, 0, 9]),
    busy: random.of([0, 0, 2]),
    disguise: random.once(12) ? random.of(DISGUISES) : "none",
    bare: random.once(20),
    loop: random.once(12),
    alike: random.once(4),
    unowned: random.once(6),
  };
}
