import { digest } from "../shim/digest.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What the planner was built from, beside it: `bun scripts/build.ts` writes both. */
export const PLANNER_DIGEST = `${root}core-wasm/planner.json`;

/** One digest of everything that the bytes of planner.wasm depend on: sources, flags, and the compiler's version. */
export async function plannerDigest(directory = root): Promise<string> {
  const sources = [...new Bun.Glob("core-wasm/**/*.ts").scanSync({ cwd: directory })];
  const names = [...sources, "scripts/build/planner.ts"].sort();
  const lines = names.map(async (name) => `${digest(await Bun.file(directory + name).bytes())} ${name}\n`);
  const { devDependencies, overrides } = (await Bun.file(`${directory}package.json`).json()) as Manifest;
  const compiler = `${devDependencies.assemblyscript} ${overrides.binaryen}\n`;
  return digest((await Promise.all(lines)).join("") + compiler);
}

interface Manifest {
  readonly devDependencies: { readonly assemblyscript: string };
  readonly overrides: { readonly binaryen: string };
}
