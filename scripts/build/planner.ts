import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import asc from "assemblyscript/asc";
import { PLANNER_DIGEST, plannerDigest } from "./digest.ts";

const root = resolve(import.meta.dir, "../..");
const core = join(root, "core-wasm");
const PLANNER = join(core, "planner.wasm");

/** 64 MiB, as memory.ts says: initial = maximum, so that no view goes stale. */
const PAGES = "1024";

/** What the planner is compiled with; the whole of it, so that a build can be repeated. */
export const PLANNER_FLAGS = [
  "-O3",
  "--converge",
  "--noAssert",
  "--runtime",
  "stub",
  "--stackSize",
  "0",
  "--initialMemory",
  PAGES,
  "--maximumMemory",
  PAGES,
  "--use",
  "abort=",
] as const;

/** Compiles the planner. The sources are read from `directory`, which is core-wasm or a copy of it. */
export async function compilePlanner(directory: string = core): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const errors: string[] = [];
  const { error } = await asc.main(["edge/edge.ts", "-o", "planner.wasm", ...PLANNER_FLAGS], {
    stderr: { write: (text: string | Uint8Array) => void errors.push(String(text)) },
    readFile(name: string) {
      // asc reads `wasm.ts` where everybody else reads `memory.ts`.
      const file = name.endsWith("memory/memory.ts") ? join("memory", "wasm.ts") : name;
      try {
        return readFileSync(join(directory, file), "utf8");
      } catch {
        return null;
      }
    },
    writeFile(_name: string, contents: string | Uint8Array) {
      if (typeof contents !== "string") binary = contents;
    },
    listFiles: () => [],
  });
  if (error || binary === undefined) throw new Error(`asc: ${error?.message ?? "no output"}\n${errors.join("")}`);
  return binary;
}

/** Compiles the planner and puts it where the host looks for it, with the digest of what it was made from. */
export async function buildPlanner(): Promise<void> {
  const sources = await plannerDigest();
  writeFileSync(PLANNER, await compilePlanner());
  writeFileSync(PLANNER_DIGEST, `${JSON.stringify({ sources }, null, 2)}\n`);
}

/** Whether the committed planner is what the sources give, byte for byte, and its digest theirs. */
export async function plannerIsFresh(): Promise<boolean> {
  const { sources } = JSON.parse(readFileSync(PLANNER_DIGEST, "utf8")) as { readonly sources: string };
  return sources === (await plannerDigest()) && readFileSync(PLANNER).equals(await compilePlanner());
}
