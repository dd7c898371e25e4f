import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import asc from "assemblyscript/asc";
import binaryen from "binaryen";
import { COMPONENT_NAMES } from "../../core-wasm/generated/component-names.ts";
import { PLANNER_DIGEST, plannerDigest } from "./digest.ts";

const root = resolve(import.meta.dir, "../..");
const core = join(root, "core-wasm");
const PLANNER = join(core, "planner.wasm");

/** 64 MiB, as memory.ts says: initial = maximum, so that no view goes stale. */
const PAGES = "1024";

/** What the planner is compiled with; the whole of it, so that a build can be repeated. */
export const PLANNER_FLAGS = [
  // In this size class as fast as -O3, or faster, and a fifth smaller: compiling it is a third of a start.
  "-O3s",
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

/** The plain byte protocol, and what a component is made of. */
const EDGES = ["edge/edge.ts", "generated/component.ts"];

/** Gives the component's exports the names of the canonical ABI, which no source could give them. */
const componentNames = {
  afterCompile(module: binaryen.Module): void {
    for (const [name, called] of Object.entries(COMPONENT_NAMES)) {
      const { value } = binaryen.getExportInfo(module.getExport(name));
      module.removeExport(name);
      module.addFunctionExport(value, called);
    }
  },
};

/** Compiles the planner. The sources are read from `directory`, which is core-wasm or a copy of it. */
export async function compilePlanner(directory: string = core): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const errors: string[] = [];
  const { error } = await asc.main([...EDGES, "-o", "planner.wasm", ...PLANNER_FLAGS], {
    transforms: [componentNames] as unknown as asc.Transform[],
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
