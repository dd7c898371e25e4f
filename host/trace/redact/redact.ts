import type { Answer, Failure, Request, Result } from "../../planner/generated/types.ts";
import { plannerDigest } from "../../planner/module.ts";
import type { Planner } from "../../planner/planner.ts";
import { ruleError } from "../../rules.ts";
import { plannedJson } from "../effect.ts";
import { linesOf, textOfLines } from "../lines.ts";
import type { Json } from "../malformed.ts";
import { type Observed, observationOf, observedOf, programOf } from "../program.ts";
import { OUTCOME } from "../raw.ts";
import { observationBytes, type ReadProgram, type ReadRun, readTrace } from "../read.ts";
import { isSame } from "../replay.ts";
import { jsonOf } from "../structured.ts";
import type { Outcome, RecordedRun, Turn } from "../trace.ts";
import { Letters } from "./letters.ts";
import { observedIn } from "./observed.ts";
import type { Names } from "./paths.ts";
import { requestIn } from "./request.ts";
import { shapeOf } from "./shape.ts";
import { isKept } from "./words.ts";

type Digest = (bytes: Uint8Array) => string | Promise<string>;

/** A run, and what was observed of its programs, which the planner made once more. */
interface Seen {
  readonly run: ReadRun;
  readonly observed: readonly Told[];
}

/** What was observed of a program; bytes where that is no observation of it. */
type Told = Observed | Uint8Array;

/**
 * Another trace in which other letters stand in the place of names of paths: as long, in the same order, alike where
 * they were alike. The planner plans it anew, so that it replays to the same decisions.
 *
 * @param text The canonical text of a trace.
 * @param planner The one that made its programs.
 * @param digest SHA-256 in hexadecimal.
 * @throws Malformed for a text that is no trace, LayermountError `trace.not-redactable` where the planner decides otherwise.
 */
export async function redacted(text: string, planner: Planner, digest: Digest): Promise<string> {
  const seen: Seen[] = [];
  for (const run of readTrace(text).runs) seen.push({ run, observed: await observedAgain(run, planner, digest) });
  const letters = new Letters(namesIn(seen), isKept);
  const core = await plannerDigest();
  let redactedText = "";
  for (const one of seen) {
    const run = await plannedAgain(one, core, planner, letters);
    redactedText += textOfLines(await linesOf(run, planner, digest));
  }
  return redactedText;
}

/** What was observed of each program that was carried out. */
async function observedAgain(run: ReadRun, planner: Planner, digest: Digest): Promise<readonly Told[]> {
  const { request, capabilities, programs } = run;
  const observations: Uint8Array[] = [];
  const all: Told[] = [];
  for (const recorded of programs) {
    const asked = { request, capabilities, observations };
    const program = programIn(planner.next(asked));
    if (!program || !(await isSame(recorded, program, asked, planner, digest))) {
      return notRedactable(run, "this planner made none like it");
    }
    if (!recorded.observation) break;
    const placed = programOf(program);
    const observation = observationBytes(recorded, placed);
    observations.push(observation);
    all.push(observedOf(placed, observation) ?? observation);
  }
  return all;
}

function namesIn(seen: readonly Seen[]): ReadonlySet<string> {
  const found = new Set<string>();
  const collect: Names = {
    name: (name) => {
      found.add(name);
      return name;
    },
    sentence: (text) => text,
  };
  for (const { run, observed } of seen) {
    requestIn(run.request, collect);
    for (const [i, one] of observed.entries()) changed(one, run.programs[i], collect);
  }
  return found;
}

/** What was observed, with other names. */
function changed(told: Told, program: ReadProgram | undefined, names: Names): Told {
  // Of no use to anybody, and there might be names in it.
  if (told instanceof Uint8Array) return new Uint8Array(told.length);
  const effects = told.effects.map(({ result, bytes }, i) => {
    const { op, why } = program?.effects[i] ?? {};
    return { result, ...(bytes && { bytes: observedIn(String(op), String(why), bytes, names) }) };
  });
  return { ...told, effects };
}

/** The run with other names, planned from its beginning. */
async function plannedAgain(seen: Seen, core: string, planner: Planner, names: Names): Promise<RecordedRun> {
  const { run, observed } = seen;
  const { capabilities } = run;
  const request: Request = requestIn(run.request, names);
  const turns: Turn[] = [];
  const observations: Uint8Array[] = [];
  for (const [i, recorded] of run.programs.entries()) {
    const asked = { request, capabilities, observations };
    const program = programIn(planner.next(asked)) ?? notRedactable(run, `without its names it has no program ${i}`);
    const described = planner.describe(asked);
    const effects = described.ok ? described.value.effects.map((effect, j) => plannedJson(j, effect)) : [];
    if (!sameEffects(recorded, effects)) notRedactable(run, `without its names program ${i} is another one`);
    const told = observed[i] && changed(observed[i], recorded, names);
    const observation = told instanceof Uint8Array ? told : told && observationOf(programOf(program), told);
    turns.push({ program, observation });
    if (observation) observations.push(observation);
  }
  if (!run.outcome) return { core, request, capabilities, turns };
  const outcome = outcomeIn(planner.next({ request, capabilities, observations }));
  if (!outcome || shapeOf(jsonOf(OUTCOME, outcome)) !== shapeOf(jsonOf(OUTCOME, run.outcome)))
    notRedactable(run, "without its names it ends otherwise");
  return { core, request, capabilities, turns, outcome };
}

function programIn(answer: Result<Answer, Failure>): Uint8Array | undefined {
  return answer.ok && answer.value.tag === "perform" ? answer.value.value : undefined;
}

function outcomeIn(answer: Result<Answer, Failure>): Outcome | undefined {
  if (!answer.ok) return { tag: "refused", value: answer.error };
  return answer.value.tag === "perform" ? undefined : answer.value;
}

/** Whether the same is asked for; an unfinished program may be told in part. */
function sameEffects({ effects, count }: ReadProgram, now: readonly { readonly [name: string]: Json }[]): boolean {
  if (count !== now.length) return false;
  return effects.every(({ result: _, gave: __, ...effect }, i) => shapeOf(effect) === shapeOf(now[i] ?? null));
}

function notRedactable({ line }: ReadRun, other: string): never {
  throw ruleError("refused", "trace.not-redactable", { other: `line ${line}: ${other}` });
}
