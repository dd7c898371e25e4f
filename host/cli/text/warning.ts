import { shown } from "../../shown.ts";
import type { Note, Warning } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonWarning } from "../json.ts";
import { jsonText } from "./path.ts";

export function warningJson({ rule, mount, layer, message, hint }: Warning): JsonWarning {
  return { rule, mount, ...(layer !== undefined && { layer }), message: jsonText(message), hint };
}

/** The same for a note. */
export function noteText(notes: readonly Note[], paint: Paint): string {
  const lines = notes.flatMap(({ rule, message, hint, left }) => [
    `${paint.yellow("note:")} ${message}`,
    `  ${paint.dim("rule  ")} ${rule}`,
    ...(hint === "" ? [] : [`  ${paint.dim("hint  ")} ${hint}`]),
    ...(left === undefined ? [] : [`  ${paint.dim("left  ")} ${left}`]),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

/** Two or three lines for each warning: what it is, and what to do about it. */
export function warningText(warnings: readonly Warning[], paint: Paint): string {
  const lines = warnings.flatMap(({ rule, message, hint }) => [
    `${paint.yellow("warning:")} ${shown(message)}`,
    `  ${paint.dim("rule  ")} ${rule}`,
    ...(hint === "" ? [] : [`  ${paint.dim("hint  ")} ${hint}`]),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}
