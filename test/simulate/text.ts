import { decodeRulesResult } from "../../host/planner/generated/codec.ts";
import { instantiated } from "../core/build.ts";
import type { Report } from "./campaign.ts";
import { neverHere } from "./unreached.ts";

/** Rules that no run of a campaign named, but those that none can. */
export function neverSeen({ rules }: Report): string[] {
  const { memory, rules: ask, answerSize } = instantiated();
  const at = ask();
  const table = decodeRulesResult(new Uint8Array(memory.buffer).slice(at, at + answerSize()));
  return table.map(({ id }) => id).filter((id) => !rules.rules.has(id) && neverHere(id) === undefined);
}

/** What a campaign came to, for a person. */
export function reportText(report: Report): string {
  const { runs, effects, seconds, answers, found, rules } = report;
  const told = [...answers].sort(([, a], [, b]) => b - a).map(([answer, count]) => `${answer} ${count}`);
  const never = neverSeen(report);
  const lines = [
    `${runs} runs, ${effects} effects in ${seconds.toFixed(1)} s: ${Math.round(runs / seconds)} a second`,
    `answers: ${told.join(", ")}`,
    `${rules.rules.size} rules seen; never: ${never.join(" ") || "none of those that can be"}`,
    found
      ? `BROKEN after ${found.runs} runs, seed ${found.seed}: ${found.violation.property}: ${found.violation.what}`
      : "nothing is broken",
    ...(found ? [JSON.stringify(found.scenario)] : []),
  ];
  return `${lines.join("\n")}\n`;
}
