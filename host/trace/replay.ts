import type { Answer, Effect, Failure, Result, Run } from "../planner/generated/types.ts";
import type { Planner } from "../planner/planner.ts";
import type { Difference, ReplayedRun } from "../types.ts";
import { plannedJson } from "./effect.ts";
import type { Json } from "./malformed.ts";
import { programOf } from "./program.ts";
import { OUTCOME } from "./raw.ts";
import { observationBytes, type ReadProgram, type ReadRun } from "./read.ts";
import { jsonOf } from "./structured.ts";

type Digest = (bytes: Uint8Array) => string | Promise<string>;

/**
 * Gives the planner what was observed, and compares every program that it makes with the one that was recorded: byte
 * for byte, or effect by effect where another planner numbers its rules otherwise.
 */
export async function replayRun(run: ReadRun, planner: Planner, digest: Digest): Promise<ReplayedRun> {
  const { request, capabilities, programs } = run;
  const observations: Uint8Array[] = [];
  let effects = 0;
  let sameBytes = true;
  for (const [number, recorded] of programs.entries()) {
    const same = { programs: number, effects, sameBytes, unfinished: false };
    const asked = { request, capabilities, observations };
    const answer = planner.next(asked);
    if (!answer.ok || answer.value.tag !== "perform") {
      const now = outcomeLine(answer);
      return { ...same, difference: { program: number, recorded: programLine(recorded), ...(now && { now }) } };
    }
    const program = answer.value.value;
    if ((await digest(program)) !== recorded.sha256) {
      const difference = differenceOf(recorded, effectsOf(planner, asked));
      if (difference) return { ...same, difference: { program: number, ...difference } };
      sameBytes = false;
    }
    effects += recorded.count;
    if (!recorded.observation) return { programs: number + 1, effects, sameBytes, unfinished: true };
    observations.push(observationBytes(recorded, programOf(program)));
  }
  return {
    ...ending(run, planner.next({ request, capabilities, observations })),
    programs: programs.length,
    effects,
    sameBytes,
  };
}

function ending(
  { outcome, programs }: ReadRun,
  answer: Result<Answer, Failure>,
): Omit<ReplayedRun, "programs" | "effects" | "sameBytes"> {
  if (outcome === undefined) return { unfinished: true };
  const recorded = JSON.stringify({ outcome: jsonOf(OUTCOME, outcome) });
  const now = outcomeLine(answer);
  if (recorded === now) return { unfinished: false };
  const text = now ?? "another program";
  return { unfinished: false, difference: { program: programs.length, recorded, now: text } };
}

function outcomeLine(answer: Result<Answer, Failure>): string | undefined {
  if (!answer.ok) return JSON.stringify({ outcome: jsonOf(OUTCOME, { tag: "refused", value: answer.error }) });
  if (answer.value.tag === "perform") return undefined;
  return JSON.stringify({ outcome: jsonOf(OUTCOME, answer.value) });
}

function programLine({ count, sha256 }: ReadProgram): string {
  return JSON.stringify({ program: { effects: count, sha256 } });
}

function effectsOf(planner: Planner, asked: Run): readonly Effect[] {
  const described = planner.describe(asked);
  return described.ok ? described.value.effects : [];
}

/** Whether a program is the recorded one: byte for byte, or effect by effect. */
export async function isSame(
  recorded: ReadProgram,
  program: Uint8Array,
  asked: Run,
  planner: Planner,
  digest: Digest,
): Promise<boolean> {
  return (await digest(program)) === recorded.sha256 || differenceOf(recorded, effectsOf(planner, asked)) === undefined;
}

/** The first effect that is another one; undefined where the programs differ in how they are laid out only. */
function differenceOf(recorded: ReadProgram, now: readonly Effect[]): Omit<Difference, "program"> | undefined {
  const most = Math.max(recorded.effects.length, now.length);
  for (let i = 0; i < most; i++) {
    const [before, after] = [recorded.effects[i], now[i]];
    const then = before && JSON.stringify(planned(before));
    const today = after && JSON.stringify(plannedJson(i, after));
    if (then !== today) return { effect: i, ...(then && { recorded: then }), ...(today && { now: today }) };
  }
  return undefined;
}

function planned({ result: _, gave: __, ...effect }: { readonly [name: string]: Json }): {
  readonly [name: string]: Json;
} {
  return effect;
}
