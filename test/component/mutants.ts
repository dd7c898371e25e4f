/** Parameters with a few words spoilt after they were lowered, the same ones for the same seed. */
import type { Answer, Failure, Result, Run } from "../../host/planner/generated/types.ts";
import { wasmBuild } from "../core/builds.ts";
import { followRun } from "../core/campaign.ts";
import { WORDS } from "../core/mutate.ts";
import { Random } from "../model/random.ts";
import type { Lowered } from "./lower.ts";
import type { RawComponent } from "./raw.ts";

const ORIGINALS = 300;
/** Bytes of the observations of the largest original. */
const LARGEST = 20_000;

/** What came of it. */
export interface Spoilt {
  readonly asked: number;
  /** Parameters that were whole, so that the planner read them. */
  readonly reached: number;
  /** Rules that no table has. */
  readonly unknown: readonly string[];
}

function originals(seed: number): Run[] {
  const all: Run[] = [];
  const build = wasmBuild();
  for (let i = 0; i < ORIGINALS; i++) {
    followRun(build, seed + i, ({ run }) => {
      const bytes = run?.observations.reduce((sum, one) => sum + one.length, 0) ?? 0;
      if (run && bytes <= LARGEST) all.push({ ...run, observations: [...run.observations] });
    });
  }
  return all;
}

/** Another word, byte or address at a place of the parameter; most places are of what was observed, and of paths. */
function spoil(random: Random, { memory }: RawComponent, { pieces, choices, lists }: Lowered): void {
  const { at, size } = random.of(pieces);
  const draw = random.below(6);
  if (draw === 0) memory.setUint8(random.of(choices).at, random.below(8));
  else if (draw === 1) memory.setUint32(random.of(lists) + 4 * random.below(2), random.of(WORDS), true);
  else if (draw === 2) memory.setUint32(random.of(lists), random.of(pieces).at, true);
  else if (draw === 3 || size < 8) memory.setUint8(at + random.below(size), random.below(256));
  else memory.setUint32(at + 4 * random.below((size >> 2) - 1), random.of(WORDS), true);
}

/** Asks about so many mutants; what the component answers is read whole. */
export function spoilt(component: RawComponent, seed: number, count: number, rules: ReadonlySet<string>): Spoilt {
  const random = new Random(seed);
  const all = originals(seed);
  const unknown = new Set<string>();
  let reached = 0;
  for (let i = 0; i < count; i++) {
    const name = random.once(3) ? "describe" : "next";
    const given = component.lower(name, random.of(all));
    for (let n = 1 + random.below(2); n > 0; n--) spoil(random, component, given);
    const rule = ruleOf(component.call(name, given) as Result<Answer, Failure>);
    if (rule !== "run.message" && rule !== "budget.input") reached++;
    if (rule !== undefined && !rules.has(rule)) unknown.add(rule);
  }
  return { asked: count, reached, unknown: [...unknown] };
}

function ruleOf(result: Result<Answer, Failure>): string | undefined {
  if (!result.ok) return result.error.rule;
  return result.value.tag === "failed" ? result.value.value.rule : undefined;
}
