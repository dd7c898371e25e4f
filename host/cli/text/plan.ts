import { shown } from "../../shown.ts";
import type { Plan, Reason } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonDecision, JsonEffect, JsonPlan } from "../json.ts";
import { counted } from "./counted.ts";
import { argumentTexts, callName, callText } from "./effect.ts";
import { jsonTarget, jsonText } from "./path.ts";
import { duration, table } from "./table.ts";
import { warningJson } from "./warning.ts";

export function planJson(plan: Plan): JsonPlan {
  const effects = plan.effects.map(
    (effect): JsonEffect => ({
      phase: effect.phase,
      op: callName(effect.op),
      arguments: argumentTexts(effect),
      why: effect.why,
      ...(effect.subject !== undefined && { subject: effect.subject }),
      ...(effect.soft && { soft: true }),
      ...(effect.absent && { absent: true }),
      ...(effect.into !== undefined && { into: effect.into }),
    }),
  );
  return {
    ok: true,
    ...jsonTarget(plan.target),
    way: plan.way ?? null,
    layers: plan.layers,
    planHash: plan.hash,
    steps: effects.length,
    warnings: plan.warnings.map(warningJson),
    effects,
    decisions: plan.reasons.map(decisionJson),
  };
}

function decisionJson({ rule, mount, sentence, chosen, cost, needs, budget, alternatives }: Reason): JsonDecision {
  const others = alternatives.map((other) => ({ ...other }));
  return { rule, mount, sentence: jsonText(sentence), chosen, cost, needs, budget, alternatives: others };
}

/** The effects in order, then the decisions and what they turned down. */
export function planText(plan: Plan, paint: Paint): string {
  const layers = counted(plan.layers, "layer");
  const how = plan.way ? `${layers}, way ${plan.way}` : layers;
  const rows = plan.effects.map((effect, i) => [
    paint.dim(String(i + 1).padStart(4)),
    paint.cyan(effect.phase),
    paint.dim(effect.why),
    callText(effect),
  ]);
  return [
    `${paint.bold(shown(plan.target))}: ${how}, ${plan.effects.length} steps\n${paint.dim(`plan ${plan.hash}`)}\n\n`,
    table(rows, ""),
    plan.reasons.length > 0 ? `\n${paint.bold("Decisions")}\n` : "",
    ...plan.reasons.map((reason) => decisionText(reason, paint)),
  ].join("");
}

function decisionText(reason: Reason, paint: Paint): string {
  const price = reason.cost > 0 ? `, ${duration(reason.cost)}` : "";
  const chosen = reason.chosen ? `: ${paint.green(reason.chosen)}${price}` : "";
  const others = reason.alternatives.map((other) => [
    `not ${other.name}`,
    other.cost > 0 ? duration(other.cost) : "",
    other.budget > 0 ? `${other.rule} (needs ${other.needs}, has ${other.budget})` : other.rule,
  ]);
  return `  ${paint.dim(reason.rule)}${chosen}\n      ${shown(reason.sentence)}\n${table(others, "      ")}`;
}
