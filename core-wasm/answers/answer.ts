import { Bytes } from "../bytes/bytes.ts";
import { RULE_RUN_OBSERVATION } from "../generated/rules.ts";
import { AnswerDraft, Verdict } from "../generated/types.ts";
import { Message } from "../message/message.ts";
import { Refusal } from "../refusal/refusal.ts";
import { History } from "../run/history.ts";
import { writeFailure } from "./failure.ts";
import { writeNotes } from "./notes.ts";

const NOTHING: i32 = 0;

/** The answer of one step while it is written. */
export class Answer {
  out: Message;
  draft: AnswerDraft;

  constructor(out: Message, draft: AnswerDraft) {
    this.out = out;
    this.draft = draft;
  }

  /** The history has run out: its next program, or what is wrong with it. */
  perform(history: History): void {
    if (history.broken) {
      const refusal = new Refusal();
      refusal.refuse(RULE_RUN_OBSERVATION, new Bytes(NOTHING, NOTHING));
      this.refused(refusal);
      return;
    }
    this.draft.setPerform(this.out, history.pending);
  }

  refused(refusal: Refusal): void {
    this.failed(Verdict.REFUSED, refusal, new Bytes(NOTHING, NOTHING), []);
  }

  /** `also`: what went wrong besides, from index `from` on, with what is left of it. */
  failed(
    verdict: i32,
    refusal: Refusal,
    kernel: Bytes,
    left: Bytes[],
    also: Refusal[] = [],
    alsoLeft: Bytes[] = [],
    from: i32 = 0,
  ): void {
    const draft = this.draft.setFailed();
    writeFailure(draft, this.out, verdict, refusal, kernel, left);
    if (also.length > from) writeNotes(draft.setAlso(this.out, also.length - from), this.out, also, alsoLeft, from);
  }
}
