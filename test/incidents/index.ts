/** Every defect of containerd that layermount is to do better in, and where that is shown. */
import { callersLists } from "./callers-lists.ts";
import type { Defect } from "./defect.ts";
import { idMaps } from "./id-maps.ts";
import { manyLayers } from "./many-layers.ts";
import { names } from "./names.ts";
import { release } from "./release.ts";
import { takingDown } from "./taking-down.ts";

/** The numbers that must be there: section, first and last. */
export const SECTIONS: readonly (readonly [section: string, first: number, last: number])[] = [
  ["7.1", 1, 7],
  ["7.2", 8, 9],
  ["7.3", 10, 13],
  ["7.4", 14, 20],
  ["7.7", 35, 35],
  ["8", 1, 20],
];

export const DEFECTS: readonly Defect[] = [
  ...manyLayers,
  ...names,
  ...idMaps,
  ...takingDown,
  ...callersLists,
  ...release,
];
