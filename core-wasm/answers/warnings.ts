import { ruleHint, ruleId } from "../generated/rules.ts";
import { WARNING_SIZE, WarningDraft } from "../generated/types.ts";
import { Message } from "../message/message.ts";
import { Refusal } from "../refusal/refusal.ts";
import { render } from "../refusal/render.ts";

/** Writes warnings into a list that begins at `first`. */
export function writeWarnings(warnings: Refusal[], first: i32, out: Message): void {
  for (let i = 0; i < warnings.length && !out.overflow; i++) {
    const warning = warnings[i];
    const draft = new WarningDraft(first + i * WARNING_SIZE);
    draft.setRule(out, ruleId(warning.rule));
    draft.setMount(warning.mount);
    if (warning.layer >= 0) draft.setLayer(warning.layer);
    draft.setMessage(out, render(warning.rule, warning));
    draft.setHint(out, ruleHint(warning.rule));
  }
}
