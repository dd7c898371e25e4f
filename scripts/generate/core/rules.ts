import { docComment, header } from "../lines.ts";
import { upper } from "../names.ts";
import { HOLES, type Rule } from "../rules.ts";
import { numberTable, textTable } from "./tables.ts";

/** `core-wasm/generated/rules.ts`: the table of rules by number. */
export function coreRules(rules: readonly Rule[], kinds: readonly string[]): string {
  const names = rules.map((rule, i) => {
    return `${docComment([rule.sentence])}export const RULE_${upper(rule.id)}: i32 = ${i};\n`;
  });
  const text = (name: string, docs: string, field: keyof Rule): string =>
    textTable(
      name,
      "rule",
      docs,
      rules.map((rule) => rule[field]),
      0,
    );
  return [
    header("core-wasm/rules/*.json"),
    names.join(""),
    `export const RULE_COUNT: i32 = ${rules.length};\n`,
    text("ruleId", "Id of a rule: it never changes once published.", "id"),
    numberTable(
      "ruleKind",
      "rule",
      "What kind of rule it is: a RuleKind.",
      rules.map((rule) => kinds.indexOf(rule.kind)),
      0,
    ),
    text("ruleSentence", `Its sentence, to be filled in where it has one of ${HOLES.join(" ")}.`, "sentence"),
    text("ruleHint", "What a person can do about it.", "hint"),
    text("ruleSource", "Where it comes from.", "source"),
  ].join("\n");
}
