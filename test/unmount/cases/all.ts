import { busy } from "./busy.ts";
import type { Case } from "./case.ts";
import { directories } from "./directories.ts";
import { lists } from "./lists.ts";
import { places } from "./place.ts";
import { targets } from "./targets.ts";

/** Every case, with the heading that its tests have. */
export const CASES: readonly (readonly [heading: string, cases: readonly Case[]])[] = [
  ["place", places],
  ["list", lists],
  ["busy", busy],
  ["directory", directories],
  ["sub-target", targets],
];
