import { Bytes } from "../bytes/bytes.ts";
import { ruleHint, ruleId } from "../generated/rules.ts";
import { BytesListDraft, FailureDraft } from "../generated/types.ts";
import { Message } from "../message/message.ts";
import { Refusal } from "../refusal/refusal.ts";
import { render } from "../refusal/render.ts";

/** Writes a refusal, or the failure of a run, with its sentence. */
export function writeFailure(
  draft: FailureDraft,
  out: Message,
  verdict: i32,
  refusal: Refusal,
  kernel: Bytes,
  left: Bytes[],
): void {
  draft.setVerdict(verdict);
  draft.setRule(out, ruleId(refusal.rule));
  draft.setMessage(out, render(refusal.rule, refusal));
  draft.setHint(out, ruleHint(refusal.cause >= 0 && ruleHint(refusal.rule).length == 0 ? refusal.cause : refusal.rule));
  if (refusal.mount >= 0) draft.setMount(refusal.mount);
  if (refusal.layer >= 0) draft.setLayer(refusal.layer);
  if (refusal.errno > 0) draft.setErrno(refusal.errno);
  draft.setKernel(out, kernel);
  if (left.length == 0) return;
  const list = new BytesListDraft(draft.setLeft(out, left.length));
  for (let i = 0; i < left.length; i++) list.set(out, i, left[i]);
}
