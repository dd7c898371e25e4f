/** Warnings and notes as lines of a golden file. */
import type { Note, Warning } from "../../host/planner/generated/types.ts";
import { shown } from "../../host/shown.ts";

/** What went wrong besides, or stays. */
export function noteLines(notes: readonly Note[]): string[] {
  return notes.flatMap(({ rule, message, hint, errno, left }) => [
    `  note: ${shown(message)}  [${rule}]${errno === undefined ? "" : ` errno ${errno}`}`,
    `    hint: ${hint}`,
    ...(left.length > 0 ? [`    left: ${shown(left)}`] : []),
  ]);
}

/** What is done as asked and may surprise. */
export function warningLines(warnings: readonly Warning[]): string[] {
  return warnings.flatMap(({ rule, mount, layer, message, hint }) => [
    `warning, mount ${mount}${layer === undefined ? "" : `, layer ${layer}`}: ${shown(message)}  [${rule}]`,
    `  hint: ${hint}`,
  ]);
}
