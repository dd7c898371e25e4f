// What is asked and what is answered, whichever edge it came through: parameters as views, a result to be written.

import { Answer } from "../answers/answer.ts";
import { effectCount, writeEffects } from "../answers/effects.ts";
import { writeFailure } from "../answers/failure.ts";
import { writeMeaning } from "../answers/meaning.ts";
import { writeReasons } from "../answers/reasons.ts";
import { writeRules } from "../answers/rules.ts";
import { Bytes } from "../bytes/bytes.ts";
import { erofsLayer } from "../erofs/recognise.ts";
import { RULE_BUDGET_ANSWER, RULE_BUDGET_INPUT, RULE_RUN_MESSAGE } from "../generated/rules.ts";
import {
  AnswerDraft,
  DESCRIBE_RESULT_SIZE,
  DescribeResultDraft,
  ErofsLayerResultDraft,
  FailureDraft,
  Mount,
  MountList,
  NEXT_RESULT_SIZE,
  NextResultDraft,
  RequestTag,
  RulesResultDraft,
  Run,
  Verdict,
  WordsResultDraft,
} from "../generated/types.ts";
import { INPUT_MAX, Message } from "../message/message.ts";
import { Refusal } from "../refusal/refusal.ts";
import { arePlausible } from "../run/capabilities.ts";
import { Held } from "../run/held.ts";
import { planAll } from "../run/mount-run.ts";
import { next } from "../run/run.ts";
import { Meaning } from "../words/meaning.ts";
import { readMountWords } from "../words/mount-words.ts";

function refuse(draft: FailureDraft, out: Message, refusal: Refusal): void {
  writeFailure(draft, out, Verdict.REFUSED, refusal, new Bytes(0, 0), []);
}

/** The parameter is not there, too large, or none of these bytes' kind. */
export function unread(draft: FailureDraft, out: Message, size: i32): void {
  const refusal = new Refusal();
  refusal.over(size > INPUT_MAX ? RULE_BUDGET_INPUT : RULE_RUN_MESSAGE, new Bytes(0, 0), size, INPUT_MAX);
  refuse(draft, out, refusal);
}

/** The answer is larger than any message: another one, at the same place. */
function overflowed(draft: FailureDraft, out: Message): void {
  const refusal = new Refusal();
  refusal.refuse(RULE_BUDGET_ANSWER, new Bytes(0, 0));
  refuse(draft, out, refusal);
}

/** One step, with its answer in the held message. */
export function step(kept: Held, result: NextResultDraft): void {
  const out = kept.out;
  next(kept, new Answer(out, result.setOk()));
  if (!out.overflow) return;
  out.reopen();
  overflowed(new NextResultDraft(out.take(NEXT_RESULT_SIZE, 8)).setError(), out);
}

/** The first step of a run that may be held; false: it was refused, and there is nothing to hold. */
export function firstStep(kept: Held, result: NextResultDraft): bool {
  const refusal = new Refusal();
  if (arePlausible(kept.run.capabilities, refusal)) {
    step(kept, result);
    return true;
  }
  refuse(result.setError(), kept.out, refusal);
  return false;
}

/** The next step of a run, whose parameter has `size` bytes. */
export function answerNext(run: Run, size: i32, result: NextResultDraft, out: Message): void {
  firstStep(new Held(run, out, INPUT_MAX - size), result);
}

/** The same step, told. */
export function answerDescribe(run: Run, size: i32, result: DescribeResultDraft, out: Message): void {
  const refusal = new Refusal();
  if (!arePlausible(run.capabilities, refusal)) {
    refuse(result.setError(), out, refusal);
    return;
  }
  // The step itself is written beside, only to have its program.
  const aside = new Message();
  const kept = new Held(run, aside, INPUT_MAX - size);
  const history = next(kept, new Answer(aside, new AnswerDraft(aside.take(NEXT_RESULT_SIZE, 8))));
  const description = result.setOk();
  if (run.request.tag == RequestTag.MOUNT) {
    const all = planAll(run.request.mount, run.capabilities, true, refusal);
    if (all === null) {
      refuse(result.setError(), out, refusal);
      return;
    }
    writeReasons(all.plans, description, out, run.capabilities);
  }
  const effects = description.setEffects(out, effectCount(history.pending));
  if (!out.overflow) writeEffects(history.pending, effects, out);
  if (!out.overflow) return;
  out.reopen();
  overflowed(new DescribeResultDraft(out.take(DESCRIBE_RESULT_SIZE, 8)).setError(), out);
}

/** What the words of a mount mean. */
export function answerWords(mount: Mount, _size: i32, result: WordsResultDraft, out: Message): void {
  const refusal = new Refusal();
  const meaning = new Meaning();
  if (readMountWords(mount, meaning, refusal)) writeMeaning(result.setOk(), out, meaning);
  else refuse(result.setError(), out, refusal);
}

/** Which directory of a mount list is an EROFS-prepared layer. */
export function answerErofsLayer(mounts: MountList, _size: i32, result: ErofsLayerResultDraft, out: Message): void {
  const refusal = new Refusal();
  const directory = erofsLayer(mounts, refusal);
  if (directory !== null) result.setOk(out, directory);
  else refuse(result.setError(), out, refusal);
}

/** The table of rules. */
export function answerRules(result: RulesResultDraft, out: Message): void {
  writeRules(result, out);
}
