import { layout } from "../layout.ts";
import { header } from "../lines.ts";
import type { World } from "../wit/resolve.ts";
import { Decoders } from "./decode.ts";
import { nameTables } from "./names.ts";
import type { HostTypes } from "./types.ts";

/** `host/planner/generated/run.ts`: what the planner was told, read from its message; only traces need that. */
export function hostRun(world: World, types: HostTypes): string {
  const run = world.definitions.find(({ name }) => name === "run");
  if (run === undefined) throw new Error("planner.wit: no run");
  const decoders = new Decoders(types);
  const read = decoders.read(run, "0");
  const code = decoders.helpers().join("\n");
  const body = [...nameTables(world, code), code].join("\n");
  const used = new Set(body.match(/\b[A-Z]\w*\b/g));
  const imported = new Set(["Run", ...world.definitions.map((type) => types.name(type, "out"))]);
  const names = [...imported].filter((name) => used.has(name) || name === "Run").sort();
  return [
    header("core-wasm/planner.wit"),
    'import { Reader } from "../reader.ts";',
    `import type {\n${names.map((name) => `  ${name},\n`).join("")}} from "./types.ts";\n`,
    body,
    "/** The run of a message that `next` was asked by. */",
    "export function decodeRun(message: Uint8Array): Run {",
    `  const r = new Reader(message, ${layout(run).size}, true);`,
    `  return ${read};`,
    "}",
    "",
  ].join("\n");
}
