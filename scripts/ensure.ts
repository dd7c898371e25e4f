// Installs and builds what is missing, and nothing else. Every command of package.json that needs a package begins with
// it, so that each one works in a fresh clone: `bun scripts/ensure.ts [--production | --packages]`.
import { ensurePackages } from "./ensure/packages.ts";

const production = process.argv.includes("--production");
await ensurePackages(production ? "production" : "all").catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
// The planner is compiled by one of these packages; without them it is taken as it was committed.
if (!production && !process.argv.includes("--packages")) {
  const { ensurePlanner } = await import("./ensure/planner.ts");
  await ensurePlanner();
}
