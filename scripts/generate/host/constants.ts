import type { Effects } from "../effects.ts";
import { header } from "../lines.ts";
import type { World } from "../wit/resolve.ts";

/** `host/planner/generated/constants.ts`: versions and names that the host compares and shows. */
export function hostConstants(world: World, { version, effects }: Effects): string {
  const list = (items: readonly string[]): string => items.map((item) => `  "${item}",\n`).join("");
  return [
    header("core-wasm/planner.wit and core-wasm/effects.json"),
    `/** The package of the planner, and its version. */`,
    `export const PLANNER_PACKAGE = "${world.package}";`,
    `export const PLANNER_VERSION = "${world.version ?? ""}";\n`,
    "/** Version of the operations of a program: core, host and shim refuse each other when theirs differ. */",
    `export const EFFECTS_ABI = ${version};\n`,
    "/** Names of the operations; operation 1 is the first. */",
    `export const EFFECT_NAMES = [\n${list(effects.map((effect) => effect.op))}] as const;\n`,
  ].join("\n");
}
