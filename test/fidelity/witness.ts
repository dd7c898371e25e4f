/** What notices that one rule of the table is wrong: a probe, a situation, a world, or a shared case. */
import { type Capabilities, probe } from "../../host/index.ts";
import { allCases } from "../cases/all.ts";
import { readVector, vector } from "../plan/vectors.ts";
import { simulated } from "../simulated-kernel/driver.ts";
import { KERNELS, type Kernel, type RuleName, type Rules, rulesOf } from "../simulated-kernel/rules.ts";
import { directory, world } from "../simulated-kernel/world.ts";
import { compare } from "./compare.ts";
import { missingDisk } from "./on-disk.ts";
import { runCase } from "./run-case.ts";
import { assembled, type Call } from "./situations/assembly.ts";
import type { Situation } from "./situations/parts.ts";
import { compareSituation } from "./situations/situation.ts";
import { situations } from "./situations/situations.ts";
import { notSimulated } from "./skipped.ts";
import table from "./witnesses.json" with { type: "json" };

/** Values of three bytes that a context takes in one page before Linux 6.5: the one after them was refused. */
const LEGACY_VALUES = 292;

function kernelOf(name: string): Kernel {
  const kernel = KERNELS.find((one) => one === name);
  if (kernel === undefined) throw new Error(`no kernel ${name}`);
  return kernel;
}

async function isProbed(kernel: Kernel, rules: Rules): Promise<boolean> {
  const simulation = world(rules);
  directory(simulation, "/tmp");
  const driver = simulated(simulation);
  const found = await probe("/tmp", { driver: () => driver, state: false });
  return found.upper && JSON.stringify(found.capabilities) === JSON.stringify(readVector(kernel).root);
}

/** How many values of three bytes a context of an old kernel takes. */
export function legacyValues(rules: Rules): number {
  const values = Array.from({ length: 600 }, (_, i): Call => ["fsconfig", 0, 1, "lowerdir+", String(100 + i), 0]);
  const seen = simulated(world(rules)).observe(assembled([["fsopen", "overlay", 0, 0], ...values]));
  const results = new DataView(seen.buffer, seen.byteOffset);
  return values.findIndex((_, i) => results.getInt32(16 + 4 * (i + 1), true) < 0);
}

async function isCaseMet(kernel: Kernel, name: string, rules: Rules): Promise<boolean> {
  const one = allCases.find((found) => found.name === name);
  if (one === undefined) throw new Error(`no case ${name}`);
  const machine = { name: kernel, rules, capabilities: vector(kernel), mayLack: false };
  return runCase(one, [machine]).then(
    () => true,
    () => false,
  );
}

const ORDINARY = "ordinary ";

/** Rules whose witness is an ordinary user, each with the name of the situation: ordinary.test.ts. */
export function ordinaryRules(): (readonly [rule: RuleName, situation: string])[] {
  return Object.entries(table)
    .filter(([, witness]) => witness.startsWith(ORDINARY))
    .map(([rule, witness]) => [rule as RuleName, witness.slice(ORDINARY.length)]);
}

/** Why the witness of a rule cannot be asked here; undefined: it can. */
export function missingWitness(rule: RuleName): string | undefined {
  const [kind, first, ...more] = ((table as Readonly<Record<string, string>>)[rule] ?? "").split(" ");
  const one = kind === "case" ? allCases.find(({ name }) => name === more.join(" ")) : undefined;
  if (one !== undefined) return notSimulated(one);
  const isOnDisk = kind === "situation" && situationOf([first, ...more].join(" "))?.disk === true;
  return isOnDisk ? missingDisk() : undefined;
}

function situationOf(name: string): Situation | undefined {
  return situations.find((one) => one.name === name);
}

/**
 * Whether the witness of a rule sees no difference with these facts changed.
 *
 * @param here Facts of this machine's kernel, and what it can do.
 */
export async function isUnnoticed(
  rule: RuleName,
  change: (rules: Rules, rule: RuleName) => Rules,
  here: { readonly rules: Rules; readonly capabilities: Capabilities },
): Promise<boolean> {
  const witness = (table as Readonly<Record<string, string>>)[rule] ?? "nothing";
  const [kind = "", first = "", ...more] = witness.split(" ");
  const of = (kernel: Kernel) => change(rulesOf(kernel), rule);
  if (kind === "probe") return isProbed(kernelOf(first), of(kernelOf(first)));
  if (kind === "legacy") return legacyValues(of(kernelOf(first))) === LEGACY_VALUES;
  if (kind === "case") return isCaseMet(kernelOf(first), more.join(" "), of(kernelOf(first)));
  if (kind === "world")
    return (await compare(Number(first), change(here.rules, rule), here.capabilities)).differs === undefined;
  const situation = kind === "situation" ? situationOf([first, ...more].join(" ")) : undefined;
  if (situation === undefined) throw new Error(`${rule} has no witness: ${witness}`);
  return (await compareSituation(situation, change(here.rules, rule))) === undefined;
}
