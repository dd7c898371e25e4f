import { PLANNER_DIGEST, plannerDigest } from "../build/digest.ts";

/** Compiles the planner where core-wasm is not what planner.wasm was built from; says whether it did. */
export async function ensurePlanner(): Promise<boolean> {
  const file = Bun.file(PLANNER_DIGEST);
  const built = (await file.exists()) ? ((await file.json()) as { sources: string }).sources : "";
  const wasm = await Bun.file(new URL("../../core-wasm/planner.wasm", import.meta.url)).exists();
  if (wasm && built === (await plannerDigest())) return false;
  process.stderr.write("building core-wasm/planner.wasm …\n");
  // Loaded here alone: the compiler is a package that may have been installed just now.
  const { buildPlanner } = await import("../build/planner.ts");
  await buildPlanner();
  return true;
}
