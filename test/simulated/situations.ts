/** Calls that no planner makes, or not in this order: what a kernel refuses of them, and what it allows. */
import type { Situation } from "./situation-parts.ts";
import { contexts } from "./situations-contexts.ts";
import { mounts } from "./situations-mounts.ts";
import { overlays } from "./situations-overlays.ts";
import { paths } from "./situations-paths.ts";

/** Every situation. */
export const situations: readonly Situation[] = [...overlays, ...contexts, ...mounts, ...paths];
