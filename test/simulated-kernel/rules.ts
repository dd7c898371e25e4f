/** What a kernel does, read from the table: each fact measured or documented, with its value per kernel. */
import * as numbers from "./numbers.ts";
import table from "./rules.json" with { type: "json" };

type Table = typeof table.rules;
type Group = keyof Table;

/** A fact's group and name, with a dot between. */
export type RuleName = { [G in Group]: `${G}.${Extract<keyof Table[G], string>}` }[Group];

/** The facts of one kernel. */
export interface Rules {
  readonly kernel: Kernel;
  readonly features: Readonly<Record<keyof Table["features"], boolean>>;
  /** 0: the kernel does as it was asked. */
  readonly errnos: Readonly<Record<keyof Table["errnos"], number>>;
  readonly budgets: Readonly<Record<keyof Table["budgets"], number>>;
  readonly texts: Readonly<Record<keyof Table["texts"], string>>;
}

/** Kernels that the table knows, from the oldest on. */
export const KERNELS = ["5.10", "6.1", "6.12", "6.16", "6.17", "6.18", "7.2", "7.3"] as const;

/** One of them. */
export type Kernel = (typeof KERNELS)[number];

type Value = boolean | number | string;

interface Fact {
  readonly measured?: string;
  readonly documented?: string;
  readonly is: Value | readonly Value[];
}

const groups = table.rules as Readonly<Record<Group, Readonly<Record<string, Fact>>>>;

/** Every fact's name. */
export const RULE_NAMES: readonly RuleName[] = Object.entries(groups).flatMap(([group, facts]) =>
  Object.keys(facts).map((name) => `${group}.${name}` as RuleName),
);

/** A fact as the table has it. */
export function factOf(rule: RuleName): Fact {
  const [group = "", name = ""] = rule.split(".");
  const fact = groups[group as Group]?.[name];
  if (fact === undefined) throw new Error(`no rule ${rule}`);
  return fact;
}

const ERRNOS: Readonly<Record<string, number>> = { ok: 0, ENOMEM: 12, ...numbers };

function valueIn(group: Group, { is }: Fact, kernel: Kernel): Value {
  const value = Array.isArray(is) ? (is as readonly Value[])[table.kernels.indexOf(kernel)] : (is as Value);
  if (group !== "errnos") return value as Value;
  const errno = ERRNOS[String(value)];
  if (errno === undefined) throw new Error(`no errno ${value}`);
  return errno;
}

const read = new Map<Kernel, Rules>();

/** The facts of a kernel. */
export function rulesOf(kernel: Kernel): Rules {
  let rules = read.get(kernel);
  if (rules === undefined) {
    const entries = Object.entries(groups).map(([group, facts]) => {
      const values = Object.entries(facts).map(([name, fact]) => [name, valueIn(group as Group, fact, kernel)]);
      return [group, Object.fromEntries(values)];
    });
    rules = { kernel, ...Object.fromEntries(entries) } as Rules;
    read.set(kernel, rules);
  }
  return rules;
}

function opposite(value: Value): Value {
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return value === "no" ? "yes" : "no";
  return value;
}

/** The same facts, but for one that is wrong: what is true is not, an errno is another one, a budget is half. */
export function flipped(rules: Rules, rule: RuleName): Rules {
  const [group, name] = rule.split(".") as [Group, string];
  const facts = { ...(rules[group] as Readonly<Record<string, Value>>) };
  const value = facts[name] as Value;
  if (group === "errnos") facts[name] = value === 0 ? numbers.EPERM : 0;
  else if (group === "budgets") facts[name] = Number(value) >> 1;
  else facts[name] = opposite(value);
  return { ...rules, [group]: facts };
}
