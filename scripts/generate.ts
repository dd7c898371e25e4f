// Makes every generated file. `--check` writes nothing: it names the files that are stale and fails.
import { outputs } from "./generate/outputs.ts";
import { readSources, staleFiles } from "./generate/sources.ts";

const root = new URL("../", import.meta.url).pathname;
const check = process.argv.includes("--check");
const files = outputs(await readSources(root));
const stale = await staleFiles(root, files);
for (const path of stale) {
  console.log(`${check ? "stale" : "written"}: ${path}`);
  if (!check) await Bun.write(root + path, files.get(path) as string);
}
if (check && stale.length > 0) process.exit(1);
