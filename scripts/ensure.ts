// Installs and builds what is missing, and nothing else: `bun scripts/ensure.ts [--production]`. Every command of
// package.json that needs a package begins with it, so that each one works in a fresh clone.
import { ensurePackages } from "./ensure/packages.ts";
import { ensurePlanner } from "./ensure/planner.ts";

const production = process.argv.includes("--production");
await ensurePackages(production ? "production" : "all");
// Without the compiler the planner is taken as it was committed.
if (!production) await ensurePlanner();
