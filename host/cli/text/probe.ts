import { shown } from "../../shown.ts";
import type { Capabilities, Probe } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonProbe } from "../json.ts";
import { ordinaryJson, ordinaryText } from "./ordinary.ts";
import { jsonText } from "./path.ts";
import { table } from "./table.ts";

/** Version of the document. Change it, here and in its type, with the capabilities of a release. */
export const PROBE_VERSION: JsonProbe["version"] = 1;

export function probeJson({ capabilities, fsMagic, upper, answers, ordinary }: Probe): JsonProbe {
  return {
    ok: true,
    version: PROBE_VERSION,
    capabilities,
    fsMagic: `0x${fsMagic.toString(16)}`,
    upper,
    answers: answersJson(answers),
    ordinary: ordinary ? ordinaryJson(ordinary) : null,
  };
}

function answersJson(answers: Probe["answers"]): JsonProbe["answers"] {
  return answers.map(({ name, errno, message }) => ({ name, errno, message: jsonText(message) }));
}

const PRIVILEGES: Readonly<Record<Capabilities["privilege"], string>> = {
  full: "whatever the kernel can mount",
  namespaced: "overlay, tmpfs and recursive binds, in this user namespace",
  none: "nothing can be mounted here without CAP_SYS_ADMIN",
};

/** Budgets, capabilities, and the kernel's answers. */
export function probeText({ capabilities, fsMagic, upper, answers, ordinary }: Probe, paint: Paint): string {
  const { features, privilege, ...budgets } = capabilities;
  const yes = (has: boolean) => (has ? paint.green("yes") : paint.red("no"));
  const budgetRows = Object.entries(budgets).map(([name, value]) => [hyphened(name), String(value)]);
  const featureRows = Object.entries(features).map(([name, has]) => [hyphened(name), yes(has)]);
  const answerRows = answers.map(({ name, errno, message }) => [
    name,
    errno === 0 ? paint.green("yes") : paint.dim(`errno ${errno}`),
    jsonText(message).trimEnd().split("\n").map(shown).join(" / "),
  ]);
  return [
    `${paint.bold("Rights")}\n${table([["privilege", `${privilege}: ${PRIVILEGES[privilege]}`]])}`,
    ordinary ? ordinaryText(ordinary, paint) : "",
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
