// The table of rules, as the host sees it: loaded only where something is refused or explained.
import { RULE_COUNT, ruleHint, ruleId, ruleKind, ruleSentence, ruleSource } from "../core-wasm/generated/rules.ts";
import { type ErrorDetails, type ErrorKind, errorFor, type LayermountError } from "./errors.ts";
import { Unable } from "./runtime/unable.ts";
import { shown } from "./shown.ts";
import type { Path, Rule, RuleKind } from "./types.ts";

/** What fills the holes of a rule's sentence. */
export interface Fill {
  readonly item?: Path | undefined;
  readonly other?: Path | undefined;
  readonly needs?: number | undefined;
  readonly budget?: number | undefined;
}

function numberOf(id: string): number {
  for (let rule = 0; rule < RULE_COUNT; rule++) if (ruleId(rule) === id) return rule;
  throw new Error(`no rule ${id} in the table of rules`);
}

/** In the order of the WIT's enum. */
const KINDS: readonly RuleKind[] = ["choice", "refusal", "failure", "note"];

/** The whole table of rules. */
export function allRules(): Rule[] {
  return Array.from({ length: RULE_COUNT }, (_, rule) => ({
    id: ruleId(rule),
    kind: KINDS[ruleKind(rule)] as RuleKind,
    sentence: ruleSentence(rule),
    hint: ruleHint(rule),
    source: ruleSource(rule),
  }));
}

/** The sentence of a rule with its holes filled in. */
export function sentence(id: string, fill: Fill): string {
  return ruleSentence(numberOf(id)).replace(/\{(item|other|needs|budget)\}/g, (_, hole: keyof Fill) => {
    const value = fill[hole];
    return typeof value === "number" ? String(value) : shown(value ?? "");
  });
}

/** An error by rule: its sentence and hint are those of the table. */
export function ruleError(kind: ErrorKind, id: string, fill: Fill = {}, details: ErrorDetails = {}): LayermountError {
  return errorFor(kind, id, sentence(id, fill), { hint: ruleHint(numberOf(id)), ...details });
}

/** What to do about a rule's refusal. */
export function hint(id: string): string {
  return ruleHint(numberOf(id));
}

/** The refusal that stands for something that the runtime cannot do, or may not; undefined for anything else. */
export function unableError(error: unknown): LayermountError | undefined {
  const unable = error instanceof Error && error.cause instanceof Unable ? error.cause : error;
  if (!(unable instanceof Unable)) return undefined;
  return ruleError("refused", unable.rule, { item: unable.item, other: unable.other });
}
