/** Bugs about id maps: planted.ts. */
import type { Bug } from "./planted.ts";

const PAST = "undo/past.ts";

export const MAPPED: readonly Bug[] = [
  {
    name: "the clone of id-mapped layers is not closed",
    file: "idmap/clones.ts",
    instead: ["    close(p, RULE_IDMAP_CLOSE, clone.register);\n", ""],
    within: 500,
  },
  {
    name: "an attached clone is forgotten",
    file: "idmap/clones.ts",
    instead: ["    if (clone.name == 0) continue;", "    if (clone.name >= 0) continue;"],
    within: 2000,
  },
  {
    name: "an attached clone is not undone",
    file: PAST,
    instead: ["SCRATCH) return learnClone(deed, ops, i, seen);", "SCRATCH) return null;"],
    within: 10_000,
  },
  {
    name: "the upperdir does not get its owner back",
    file: PAST,
    instead: ["if (code == OP_CHOWN) {", "if (code == OP_CHOWN && i < 0) {"],
    within: 20_000,
  },
  {
    name: "a layer on a mount of its own is looked for in the clone of its parent",
    file: "idmap/survey.ts",
    instead: ["const RESOLVE_PLAIN: i32 = 4 | 1;", "const RESOLVE_PLAIN: i32 = 4;"],
    within: 2000,
  },
  {
    name: "layers are mapped by the maps of nobody",
    file: "idmap/maps.ts",
    instead: ["  plan.maps = new Maps(uid, gid);", ""],
    within: 500,
  },
];
