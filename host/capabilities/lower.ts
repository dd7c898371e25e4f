import { LayermountError } from "../errors.ts";
import type { Capabilities, Features } from "../planner/generated/types.ts";

const BUDGETS = ["pageSize", "valueMax", "lowerMax", "pathMax", "fsconfigTotal"] as const;
type Budget = (typeof BUDGETS)[number];

function camel(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The name of a capability as the planner's description writes it. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** All names that can be lowered. */
export function capabilityNames(capabilities: Capabilities): string[] {
  return [...Object.keys(capabilities.features), ...BUDGETS].map(kebab);
}

function wrong(name: string, what: string): LayermountError {
  return new LayermountError("usage", "capability.unknown", `the capability ${name} ${what}`, {
    hint: "layermount probe lists the names",
  });
}

/**
 * Capabilities without some of them, so that every way can be exercised on one kernel. Nothing can be raised.
 *
 * @param capabilities What was found.
 * @param names Features by name (`own-cwd`), budgets with a smaller value (`page-size=1024`).
 * @throws LayermountError `capability.unknown` for an unknown name, or a budget that is not a smaller number.
 * @example
 * ```ts
 * import { lowered } from "../host/capabilities/lower.ts";
 * import { probe } from "layermount";
 * const { capabilities } = await probe();
 * const without = lowered(capabilities, ["own-cwd", "page-size=1024"]);
 * if (without.features.ownCwd || without.pageSize !== 1024) throw new Error("both are lowered");
 * ```
 */
export function lowered(capabilities: Capabilities, names: readonly string[]): Capabilities {
  const features: Record<string, boolean> = { ...capabilities.features };
  const budgets: Record<Budget, number> = { ...capabilities };
  for (const entry of names) {
    const [name = "", value] = entry.split("=", 2);
    const key = camel(name);
    if (value === undefined) {
      if (!(key in features)) throw wrong(name, "does not exist");
      features[key] = false;
      continue;
    }
    const budget = BUDGETS.find((known) => known === key);
    if (budget === undefined) throw wrong(name, "is no budget");
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    const unlimited = budget === "fsconfigTotal" && budgets[budget] === 0;
    if (!(number > 0 && (unlimited || number <= budgets[budget]))) {
      throw wrong(name, `can only be lowered, from ${budgets[budget]}`);
    }
    budgets[budget] = number;
  }
  const { pageSize, valueMax, lowerMax, pathMax, fsconfigTotal } = budgets;
  return { pageSize, valueMax, lowerMax, pathMax, fsconfigTotal, features: features as unknown as Features };
}
