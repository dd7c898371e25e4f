import type { Capabilities, Features, Privilege } from "../planner/generated/types.ts";
import { ruleError } from "../rules.ts";

const BUDGETS = ["pageSize", "valueMax", "lowerMax", "pathMax", "fsconfigTotal"] as const;
type Budget = (typeof BUDGETS)[number];

/** From the most rights to none. */
const PRIVILEGES: readonly Privilege[] = ["full", "namespaced", "none"];

function loweredPrivilege(from: Privilege, value: string): Privilege {
  const to = PRIVILEGES.find((privilege) => privilege === value);
  if (to === undefined || PRIVILEGES.indexOf(to) < PRIVILEGES.indexOf(from)) {
    throw ruleError("usage", "capability.privilege", { item: value, other: from });
  }
  return to;
}

function camel(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The name of a capability as the planner's description writes it. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** All names that can be lowered. */
export function capabilityNames(capabilities: Capabilities): string[] {
  return [...Object.keys(capabilities.features), ...BUDGETS, "privilege"].map(kebab);
}

/**
 * Capabilities without some of them, so that every way can be exercised on one kernel. Nothing can be raised.
 *
 * @param capabilities What was found.
 * @param names Features by name (`own-cwd`), budgets with a smaller value (`page-size=1024`), and
 *   `privilege=namespaced` for what an ordinary user could do.
 * @throws LayermountError `capability.unknown`, `capability.no-budget`, `capability.not-lower`, `capability.privilege`.
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
  let { privilege } = capabilities;
  for (const entry of names) {
    const [name = "", value] = entry.split("=", 2);
    const key = camel(name);
    if (value === undefined) {
      if (!(key in features)) throw ruleError("usage", "capability.unknown", { item: name });
      features[key] = false;
      continue;
    }
    if (key === "privilege") {
      privilege = loweredPrivilege(privilege, value);
      continue;
    }
    const budget = BUDGETS.find((known) => known === key);
    if (budget === undefined) throw ruleError("usage", "capability.no-budget", { item: name });
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    const unlimited = budget === "fsconfigTotal" && budgets[budget] === 0;
    if (!(number > 0 && (unlimited || number <= budgets[budget]))) {
      throw ruleError("usage", "capability.not-lower", { item: name, budget: budgets[budget] });
    }
    budgets[budget] = number;
  }
  const { pageSize, valueMax, lowerMax, pathMax, fsconfigTotal } = budgets;
  const left = features as unknown as Features;
  return { pageSize, valueMax, lowerMax, pathMax, fsconfigTotal, features: left, privilege };
}
