import type { Sources } from "./outputs.ts";

/** Reads what everything is generated from; `root` is the repository's directory, with a slash at its end. */
export async function readSources(root: string): Promise<Sources> {
  const core = `${root}core-wasm/`;
  const rules = new Map<string, string>();
  for (const name of new Bun.Glob("*.json").scanSync(`${core}rules`)) {
    rules.set(name, await Bun.file(`${core}rules/${name}`).text());
  }
  return {
    wit: await Bun.file(`${core}planner.wit`).text(),
    effects: await Bun.file(`${core}effects.json`).text(),
    rules,
  };
}

/** Those of the files that are missing or hold something else. */
export async function staleFiles(root: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, text] of files) {
    const file = Bun.file(root + path);
    if (!(await file.exists()) || (await file.text()) !== text) stale.push(path);
  }
  return stale;
}
