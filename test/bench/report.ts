import type { Aside } from "./aside.ts";
import type { Growth } from "./growth.ts";
import type { Machine } from "./machine.ts";
import type { MountRow } from "./mounts.ts";
import type { Memory, PlanningRow } from "./planning.ts";
import type { StartRow } from "./start.ts";
import type { Line } from "./statistics.ts";
import type { ViewRow } from "./views.ts";

/** What `bun run bench --json` prints. */
export interface Report {
  readonly machine: Machine;
  readonly command: string;
  readonly seed: number;
  /** What is not in the report, and why. */
  readonly skipped: readonly string[];
  /** Contenders that cannot do a case, and why. */
  readonly cannot: readonly string[];
  readonly mounts: readonly MountRow[];
  readonly growth: readonly Growth[];
  /** Processes of their own, from start to exit. */
  readonly starts: readonly StartRow[];
  /** Null where the layers are on a file system that writes nothing back. */
  readonly views: ViewRow | null;
  /** Null without root. */
  readonly aside: Aside | null;
  readonly planning: readonly PlanningRow[];
  /** Planning writable overlays of 1 to 500 layers. */
  readonly planningLine: Line;
  readonly memory: Memory;
}
