/** Calls that no planner makes, or not in this order: what a kernel refuses of them, and what it allows. */

import { contexts } from "./contexts.ts";
import { idmaps } from "./idmaps.ts";
import { images } from "./images.ts";
import { mounts } from "./mounts.ts";
import { overlays } from "./overlays.ts";
import type { Situation } from "./parts.ts";
import { paths } from "./paths.ts";

/** Every situation. */
export const situations: readonly Situation[] = [...overlays, ...contexts, ...mounts, ...paths, ...idmaps, ...images];
