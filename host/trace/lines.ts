// A run as lines, one event each: the one canonical text of what was recorded.
import { sameBytes } from "../bytes.ts";
import { CAPABILITIES, REQUEST } from "../planner/generated/structure.ts";
import type { Effect, Run } from "../planner/generated/types.ts";
import type { Planner } from "../planner/planner.ts";
import { plannedJson } from "./effect.ts";
import { factsOf } from "./facts.ts";
import { hexadecimal } from "./hexadecimal.ts";
import { type Json, malformed } from "./malformed.ts";
import { type Observed, observationOf, observedOf, type Program, programOf, type Seen } from "./program.ts";
import { OUTCOME } from "./raw.ts";
import { jsonOf } from "./structured.ts";
import type { RecordedRun } from "./trace.ts";

/** Of the text; one that knows less refuses it. */
export const VERSION = 1;

type Digest = (bytes: Uint8Array) => string | Promise<string>;
type Line = { readonly [event: string]: Json };

/**
 * The lines of a run; each is a JSON object with one member, named for the event.
 *
 * @param planner The one that made its programs: it tells what they are.
 * @param digest SHA-256 in hexadecimal.
 * @throws Malformed for what that planner never made.
 */
export async function linesOf(run: RecordedRun, planner: Planner, digest: Digest): Promise<Line[]> {
  const { core, request, capabilities, turns, outcome } = run;
  const lines: Line[] = [
    { trace: { version: VERSION, core } },
    { request: jsonOf(REQUEST, request) },
    { capabilities: jsonOf(CAPABILITIES, capabilities) },
  ];
  const observations: Uint8Array[] = [];
  for (const [number, { program, observation }] of turns.entries()) {
    const effects = effectsOf(planner, program, { request, capabilities, observations });
    const placed = programOf(program);
    const observed = observation && observedOf(placed, observation);
    lines.push({
      program: { number, effects: effects.length, bytes: program.length, sha256: await digest(program) },
    });
    lines.push(...effects.map((effect, i) => ({ effect: effectJson(i, effect, observed?.effects[i]) })));
    if (!observation) break;
    lines.push({ observation: observationJson(number, placed, observed, observation) });
    observations.push(observation);
  }
  if (outcome) lines.push({ outcome: jsonOf(OUTCOME, outcome) });
  return lines;
}

/** The effects of a program, typed by the planner that made it. @throws Malformed where it did not. */
function effectsOf(planner: Planner, program: Uint8Array, run: Run): readonly Effect[] {
  const answer = planner.nextLent(run);
  const made = answer.ok && answer.value.tag === "perform" ? answer.value.value : new Uint8Array(0);
  if (!sameBytes(made, program)) malformed("a program is not the one that its planner makes");
  const described = planner.describe(run);
  return described.ok ? described.value.effects : [];
}

/** An effect, and what came of it; what a plan alone tells stands first. */
function effectJson(number: number, effect: Effect, seen: Seen | undefined): Json {
  return { ...plannedJson(number, effect), ...(seen && seenJson(effect.op, seen)) };
}

function seenJson(op: string, { result, bytes }: Seen): { readonly [name: string]: Json } {
  const gave = bytes && factsOf(op, bytes);
  return { result, ...(gave !== undefined && !isNothing(gave) && { gave }) };
}

/** What must not exist gives nothing when it does not. */
function isNothing(facts: Json): boolean {
  return typeof facts === "object" && facts !== null && Object.keys(facts).length === 0;
}

/** How far it came; `bytes` only where the effects do not hold all of it. */
function observationJson(
  number: number,
  program: Program,
  observed: Observed | undefined,
  observation: Uint8Array,
): Json {
  if (observed === undefined) return { number, bytes: hexadecimal(observation) };
  const { done, error } = observed;
  const again = observationOf(program, observed);
  const whole = again.length === observation.length && again.every((byte, i) => byte === observation[i]);
  return { number, done, error, ...(!whole && { bytes: hexadecimal(observation) }) };
}

/** Lines as text: each ends, the last too. */
export function textOfLines(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
