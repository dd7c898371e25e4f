import { allRules } from "../../rules.ts";
import type { Rule } from "../../types.ts";
import type { Call, CommandDescription, Outcome, Paint } from "../description.ts";
import type { JsonExplain } from "../json.ts";
import { nearest } from "../nearest.ts";
import { table } from "../text/table.ts";
import { Wrong } from "../wrong.ts";

export const description = {
  name: "explain",
  summary: "the table of rules, or one rule with its hint and source",
  usage: "[RULE]",
  about: [
    "Every decision, refusal and failure names a rule. Its id never changes; this prints what it says, what to do " +
      "about it, and where it comes from. {item}, {other}, {needs} and {budget} stand for what differs each time.",
  ],
  operands: [
    { name: "RULE", optional: true, completes: "rule", description: "the id of a rule, or of several up to a dot" },
  ],
  options: {},
  examples: [
    { command: "layermount explain", description: "all rules" },
    { command: "layermount explain words.remount", description: "one of them" },
    { command: "layermount explain input.", description: "those about what is read" },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof description.options>): Promise<Outcome> {
  const [id] = call.operands;
  const rules = id === undefined ? allRules() : matching(id);
  const json: JsonExplain = { ok: true, rules };
  const one = rules.length === 1 ? rules[0] : undefined;
  return { json, text: (paint) => (one ? ruleText(one, paint) : tableText(rules, paint)) };
}

function matching(id: string): Rule[] {
  const rules = allRules();
  const exact = rules.filter((rule) => rule.id === id);
  const found = exact.length > 0 ? exact : rules.filter((rule) => rule.id.startsWith(id) && id.endsWith("."));
  if (found.length > 0) return found;
  const near = nearest(
    id,
    rules.map((rule) => rule.id),
  );
  throw new Wrong("usage.rule-unknown", { item: id }, undefined, near && `did you mean ${near}?`);
}

function ruleText({ id, kind, sentence, hint, source }: Rule, paint: Paint): string {
  const rows = [
    ["says", sentence],
    ["hint", hint],
    ["source", source],
  ].filter(([, text]) => text !== "");
  return `${paint.bold(id)} ${paint.dim(`(${kind})`)}\n${table(rows.map(([name = "", text = ""]) => [paint.dim(name), text]))}`;
}

function tableText(rules: readonly Rule[], paint: Paint): string {
  const rows = rules.map(({ id, kind, sentence }) => [paint.bold(id), paint.dim(kind), sentence]);
  return table(rows, "");
}
