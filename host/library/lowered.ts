import { runtime } from "#runtime";
import type { Capabilities } from "../planner/generated/types.ts";
import type { Options } from "../types.ts";

function names(options: Options): readonly string[] {
  const environment = runtime.env("LAYERMOUNT_LOWER");
  const set = environment ? environment.split(",").filter((name) => name !== "") : [];
  return options.lower ? [...set, ...options.lower] : set;
}

/** Capabilities less what is to be done without: what the caller names, and what LAYERMOUNT_LOWER does. */
export async function lessLowered(capabilities: Capabilities, options: Options): Promise<Capabilities> {
  const without = names(options);
  if (without.length === 0) return capabilities;
  const { lowered } = await import("../capabilities/lower.ts");
  return lowered(capabilities, without);
}
