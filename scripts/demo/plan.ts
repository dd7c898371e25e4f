// The plan in the demo: what was decided against what, and the effects, those with one reason on one line.
import { callText } from "../../host/cli/text/effect.ts";
import type { Effect, Plan, Reason } from "../../host/index.ts";
import { allRules } from "../../host/rules.ts";
import { shown } from "../../host/shown.ts";
import { bold, dim, WIDTH } from "./page.ts";

/** Sentences of the rules that need nothing filled in. */
const sentences = new Map(
  allRules()
    .filter(({ sentence }) => !sentence.includes("{"))
    .map(({ id, sentence }) => [id, sentence]),
);

function cut(text: string): string {
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
}

function microseconds(nanoseconds: number): string {
  return `${Math.round(nanoseconds / 1000)} µs`;
}

function decision({ chosen, sentence, cost, alternatives }: Reason): string[] {
  if (alternatives.length === 0) return [`${bold(chosen)}: ${shown(sentence)}`];
  const others = alternatives.map(({ name, cost, rule, needs, budget }) => {
    if (cost > 0) return `${name} ${microseconds(cost)}`;
    return budget > 0 ? `${name} ${rule}: ${needs} of ${budget}` : `${name} ${rule}`;
  });
  return [`${bold(chosen)}, about ${microseconds(cost)}: ${shown(sentence)}`, dim(`not ${others.join(", ")}`)];
}

/** Effects that follow each other for the same reason. */
function runs(effects: readonly Effect[]): Effect[][] {
  const all: Effect[][] = [];
  for (const effect of effects) {
    const last = all.at(-1);
    if (last?.[0]?.why === effect.why && last[0].phase === effect.phase) last.push(effect);
    else all.push([effect]);
  }
  return all;
}

function runLine(run: readonly Effect[]): string {
  const [first] = run;
  if (first === undefined) return "";
  const calls = [...new Set(run.map(({ op }) => op))].join(", ");
  const count = run.length === 1 ? "" : `${run.length} × `;
  const why = sentences.get(first.why) ?? callText(first);
  return cut(`${first.phase.padEnd(8)} ${`${count}${calls}`.padEnd(22)} ${why}`);
}

/** The plan, one label and one text a line. */
export function planLines({ effects, reasons, hash }: Plan): [string, string][] {
  const texts = [
    ...reasons.flatMap(decision),
    dim(`${effects.length} effects, one program, ${hash.slice(0, 23)}…:`),
    ...runs(effects).map(runLine),
  ];
  return texts.map((text, index) => [index === 0 ? "plan" : "", text]);
}
