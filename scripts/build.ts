// Compiles core-wasm/planner.wasm. `--check` writes nothing: it fails when the committed planner is not what comes out.
import { buildPlanner, plannerIsFresh } from "./build/planner.ts";

if (!process.argv.includes("--check")) await buildPlanner();
else if (!(await plannerIsFresh())) {
  console.log("stale: core-wasm/planner.wasm (bun run build)");
  process.exit(1);
}
