import { Bytes } from "../bytes/bytes.ts";
import { ruleHint, ruleId } from "../generated/rules.ts";
import { NOTE_SIZE, NoteDraft } from "../generated/types.ts";
import { Message } from "../message/message.ts";
import { Refusal } from "../refusal/refusal.ts";
import { render } from "../refusal/render.ts";

/** Writes what is to be said besides, from index `from` on, into a list whose first element lies at `first`. */
export function writeNotes(first: i32, out: Message, causes: Refusal[], left: Bytes[], from: i32): void {
  for (let i = from; i < causes.length; i++) {
    const cause = causes[i];
    const draft = new NoteDraft(first + (i - from) * NOTE_SIZE);
    draft.setRule(out, ruleId(cause.rule));
    draft.setMessage(out, render(cause.rule, cause));
    draft.setHint(out, ruleHint(cause.rule));
    if (cause.errno > 0) draft.setErrno(cause.errno);
    draft.setLeft(out, left[i]);
  }
}
