/** Bugs of taking back what a run did whose process died. */
import type { Bug } from "./planted.ts";

export const DEATHS: readonly Bug[] = [
  {
    name: "what a process died in is taken for nothing",
    file: "undo/past.ts",
    instead: ["const maybe = seen.unfinished() && (", "const maybe = !seen.unfinished() && i < 0 && ("],
    within: 5000,
  },
  {
    name: "the id of a bind is not on record before it is seen",
    file: "perform/others.ts",
    instead: ["  if (journal >= 0) noteDetached(m, journal);\n", ""],
    within: 20_000,
  },
  {
    name: "an overlay does not name its run",
    file: "plan/plan.ts",
    instead: ["if (request.hasToken && !isNamed", "if (index < 0 && !isNamed"],
    within: 5000,
  },
  {
    name: "a target is made by its own name at once",
    file: "run/make-target.ts",
    instead: ["if (!request.makeTarget || !request.hasToken) return aside;", "if (!aside.pending) return aside;"],
    within: 5000,
  },
  {
    name: "whatever lies on the mount of a dead process is taken for it",
    file: "undo/find-by-source.ts",
    instead: ["else if (get32(seen.address(old) + 24) == id) found.id", "else if (id != 0) found.id"],
    within: 20_000,
  },
  {
    name: "a directory that a recovery removed before it died is said to be left",
    file: "undo/recover.ts",
    instead: ["      deed.maybe = true;\n", ""],
    within: 20_000,
  },
  {
    name: "a bind that a recovery took down before it died is said to be left",
    file: "undo/recover.ts",
    instead: ["if (deed.seen == 0 || isAlive(", "if (deed.seen >= 0 || isAlive("],
    within: 40_000,
  },
];
