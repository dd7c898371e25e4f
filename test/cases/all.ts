import { binds } from "./binds.ts";
import type { Case } from "./case.ts";
import { containerd } from "./containerd.ts";
import { erofs } from "./erofs.ts";
import { filesystems } from "./filesystems.ts";
import { idmaps } from "./idmaps.ts";
import { layers } from "./layers.ts";
import { limits } from "./limits.ts";
import { lists } from "./lists.ts";
import { names } from "./names.ts";
import { targets } from "./targets.ts";
import { tops } from "./tops.ts";
import { views } from "./views.ts";
import { words } from "./words.ts";

/** Every shared case but the matrix of ways and sizes (ways.ts). */
export const allCases: readonly Case[] = [
  ...layers,
  ...tops,
  ...targets,
  ...words,
  ...limits,
  ...binds,
  ...idmaps,
  ...filesystems,
  ...erofs,
  ...lists,
  ...names,
  ...views,
  ...containerd,
];
