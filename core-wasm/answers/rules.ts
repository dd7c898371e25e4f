import { RULE_COUNT, ruleHint, ruleId, ruleKind, ruleSentence, ruleSource } from "../generated/rules.ts";
import { RULE_SIZE, RuleDraft, RulesResultDraft } from "../generated/types.ts";
import { Message } from "../message/message.ts";

/** Writes the whole table of rules, in its order. */
export function writeRules(result: RulesResultDraft, out: Message): void {
  const first = result.setItems(out, RULE_COUNT);
  for (let i = 0; i < RULE_COUNT; i++) {
    const draft = new RuleDraft(first + i * RULE_SIZE);
    draft.setId(out, ruleId(i));
    draft.setKind(ruleKind(i));
    draft.setSentence(out, ruleSentence(i));
    draft.setHint(out, ruleHint(i));
    draft.setSource(out, ruleSource(i));
  }
}
