import type { Effect, Reason, Warning, Way } from "../planner/generated/types.ts";

/** What would be done, and why; nothing was. */
export interface Plan {
  /** Absolute path of the directory that would be mounted on. */
  readonly target: Uint8Array;
  /** How the layers of the root are named to the kernel; undefined for what has no layers. */
  readonly way: Way | undefined;
  /** Layers of the root, the upperdir not counted; 0 for what has none. */
  readonly layers: number;
  /** In the order in which they would be carried out. */
  readonly effects: readonly Effect[];
  /** One for each mount, in order; then those that concern a mount besides. */
  readonly reasons: readonly Reason[];
  /** What would be done as asked and may surprise, as far as it can be told before anything is looked at. */
  readonly warnings: readonly Warning[];
  /** The program of the effects, as the shim would get it. */
  readonly program: Uint8Array;
  /** Digest of the program: equal for equal plans, whatever the machine. */
  readonly hash: string;
}
