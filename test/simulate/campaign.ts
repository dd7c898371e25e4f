/** Many runs, each from a seed of its own: what was broken, and what was reached. */
import type { Build } from "../core/build.ts";
import { SeenRules } from "../core/seen-rules.ts";
import { ranAnything } from "./anything.ts";
import { ranScenario } from "./run.ts";
import type { Heard } from "./runner.ts";
import { drawn, type Scenario } from "./scenario.ts";
import { shrunk } from "./shrink.ts";
import type { Violation } from "./watch.ts";

/** Every so many runs the planner is also asked to tell its reasons, which costs as much again. */
const TOLD = 8;
/** Every so many runs the request is any, sensible or not. */
const ANYTHING = 5;
/** Every so many runs are done twice: the same seed gives the same programs and observations. */
const TWICE = 50;

/** A run that broke something. */
export interface Found {
  readonly seed: number;
  /** How many runs it took, the one that found it included. */
  readonly runs: number;
  readonly violation: Violation;
  readonly scenario: Scenario;
}

/** What a campaign came to. */
export interface Report {
  readonly runs: number;
  readonly effects: number;
  readonly seconds: number;
  /** How requests were answered. */
  readonly answers: ReadonlyMap<string, number>;
  readonly rules: SeenRules;
  readonly found: Found | undefined;
}

/** How long it goes on; whichever is reached first ends it, and so does a violation. */
export interface Limits {
  readonly runs: number;
  readonly milliseconds: number;
}

/** The first violation of a scenario. */
export function violationOf(scenario: Scenario, build: Build): Violation | undefined {
  const { anything } = scenario;
  const ran = anything === undefined ? ranScenario(scenario, build) : ranAnything(anything, build);
  return ran.violations[0];
}

/** Runs scenario after scenario; the one that breaks something is shrunk. */
export function campaign(seed: number, limits: Limits, build: Build): Report {
  const begin = performance.now();
  const answers = new Map<string, number>();
  const rules = new SeenRules();
  let effects = 0;
  let runs = 0;
  let found: Found | undefined;
  while (found === undefined && runs < limits.runs && performance.now() - begin < limits.milliseconds) {
    const own = (seed + runs++) >>> 0;
    const scenario = drawn(own);
    const told = runs % TOLD === 0;
    const heard: Heard = (message, answer) => {
      rules.add("next", answer);
      if (told) rules.add("describe", build.ask("describe", message));
    };
    if (runs % ANYTHING === 0) {
      const { violations, effects: more } = ranAnything(own, build, heard);
      effects += more;
      const [violation] = violations;
      if (violation) found = { seed: own, runs, violation, scenario: { ...scenario, anything: own } };
      continue;
    }
    const ran = ranScenario(scenario, build, heard);
    effects += ran.effects;
    for (const answer of ran.answers) answers.set(answer, (answers.get(answer) ?? 0) + 1);
    let [violation] = ran.violations;
    if (!violation && runs % TWICE === 0 && ranScenario(scenario, build).digest !== ran.digest) {
      violation = { property: "deterministic", what: "the same scenario gave other programs or observations" };
    }
    if (violation) found = { seed: own, runs, violation, scenario };
  }
  const seconds = (performance.now() - begin) / 1000;
  const isAny = found?.scenario.anything !== undefined;
  return { runs, effects, seconds, answers, rules, found: found && !isAny ? smallest(found, build) : found };
}

function smallest(found: Found, build: Build): Found {
  const { property } = found.violation;
  const breaks = (one: Scenario): boolean => violationOf(one, build)?.property === property;
  const scenario = shrunk(found.scenario, breaks);
  return { ...found, scenario, violation: violationOf(scenario, build) ?? found.violation };
}
