/** All golden files. */
import { budgets } from "./budgets.ts";
import type { Golden } from "./golden.ts";
import { laterRuns } from "./later-runs.ts";
import { mounts } from "./mounts.ts";
import { ordinaries } from "./ordinary.ts";
import { overlays } from "./overlays.ts";
import { runs } from "./runs.ts";
import { views } from "./views.ts";

/** In the order of reading. */
export const goldens: readonly Golden[] = [
  ...overlays,
  ...budgets,
  ...mounts,
  ...runs,
  ...laterRuns,
  ...ordinaries,
  ...views,
];
