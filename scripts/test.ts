/**
 * `bun run test [PART OF A PATH …]`: installs and builds what is missing, runs every test file in a process of its own,
 * and ends with one line of counts. Options: `--list` names the files and runs none.
 */
import { ensurePackages } from "./ensure/packages.ts";
import { ensurePlanner } from "./ensure/planner.ts";
import { findTests } from "./test/find.ts";
import { ending, report } from "./test/report.ts";
import { runTests } from "./test/run.ts";
import { skipsAreFailures } from "./test/strict.ts";

const root = new URL("../", import.meta.url).pathname;
const words = process.argv.slice(2);
const files = await findTests(
  root,
  words.filter((word) => !word.startsWith("-")),
);
if (words.includes("--list")) {
  for (const { path, alone } of files) console.log(alone === undefined ? path : `${path} (alone: ${alone})`);
  process.exit(0);
}

await ensurePackages("all");
await ensurePlanner();
if (files.some(({ path }) => path.startsWith("test/shim/"))) {
  // 100 MB, and wanted by two files at once: fetched once, before them.
  const { compiler, compilerRunsHere } = await import("./shim/compiler.ts");
  if (compilerRunsHere) await compiler();
}

const strict = skipsAreFailures();
const results = await runTests(root, files, { strict, say: (text) => console.log(text) });
console.log(report(results, strict));
const { line, code } = ending(results, strict);
console.log(line);
process.exit(code);
