import { shown } from "../../shown.ts";
import type { Probe } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonProbe } from "../json.ts";
import { jsonText } from "./path.ts";
import { table } from "./table.ts";

export function probeJson({ capabilities, fsMagic, upper, answers }: Probe): JsonProbe {
  return {
    ok: true,
    capabilities,
    fsMagic: `0x${fsMagic.toString(16)}`,
    upper,
    answers: answers.map(({ name, errno, message }) => ({ name, errno, message: jsonText(message) })),
  };
}

/** Budgets, capabilities, and the kernel's answers. */
export function probeText({ capabilities, fsMagic, upper, answers }: Probe, paint: Paint): string {
  const { features, ...budgets } = capabilities;
  const yes = (has: boolean) => (has ? paint.green("yes") : paint.red("no"));
  const budgetRows = Object.entries(budgets).map(([name, value]) => [hyphened(name), String(value)]);
  const featureRows = Object.entries(features).map(([name, has]) => [hyphened(name), yes(has)]);
  const answerRows = answers.map(({ name, errno, message }) => [
    name,
    errno === 0 ? paint.green("yes") : paint.dim(`errno ${errno}`),
    jsonText(message).trimEnd().split("\n").map(shown).join(" / "),
  ]);
  return [
    `${paint.bold("Budgets")}\n${table(budgetRows)}`,
    `${paint.bold("Capabilities")}\n${table(featureRows)}`,
    `${paint.bold("Directory")}\n${table([
      ["file system", `0x${fsMagic.toString(16)}`],
      ["writable layers", yes(upper)],
    ])}`,
    answerRows.length > 0 ? `${paint.bold("Answers of the kernel")}\n${table(answerRows)}` : "",
  ].join("");
}

/** `lowerdirPlus` as `lowerdir-plus`, the name that --without takes. */
function hyphened(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
