import { binds } from "./binds.ts";
import type { Case } from "./case.ts";
import { containerd } from "./containerd.ts";
import { filesystems } from "./filesystems.ts";
import { layers } from "./layers.ts";
import { lists } from "./lists.ts";
import { names } from "./names.ts";
import { targets } from "./targets.ts";
import { tops } from "./tops.ts";
import { words } from "./words.ts";

/** Every shared case but the matrix of ways and sizes (ways.ts). */
export const allCases: readonly Case[] = [
  ...layers,
  ...tops,
  ...targets,
  ...words,
  ...binds,
  ...filesystems,
  ...lists,
  ...names,
  ...containerd,
];
