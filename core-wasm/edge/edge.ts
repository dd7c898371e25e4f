// What a host calls: a message in the canonical form goes in, a message comes out. The plain byte protocol;
// a component's edge shares everything below it.

import { Answer } from "../answers/answer.ts";
import { effectCount, writeEffects } from "../answers/effects.ts";
import { writeFailure } from "../answers/failure.ts";
import { writeMeaning } from "../answers/meaning.ts";
import { writeReason } from "../answers/reasons.ts";
import { writeRules } from "../answers/rules.ts";
import { Bytes } from "../bytes/bytes.ts";
import { erofsLayer } from "../erofs/recognise.ts";
import { EFFECTS_ABI } from "../generated/effects.ts";
import { RULE_BUDGET_ANSWER, RULE_BUDGET_INPUT, RULE_RUN_MESSAGE } from "../generated/rules.ts";
import {
  AnswerDraft,
  checkMount,
  checkMounts,
  checkRun,
  DESCRIBE_RESULT_SIZE,
  DescribeResultDraft,
  EROFS_LAYER_RESULT_SIZE,
  ErofsLayerResultDraft,
  FailureDraft,
  Mount,
  MountList,
  NEXT_RESULT_SIZE,
  NextResultDraft,
  RequestTag,
  RULES_RESULT_SIZE,
  RulesResultDraft,
  Run,
  Verdict,
  WORDS_RESULT_SIZE,
  WordsResultDraft,
} from "../generated/types.ts";
import { reserve, reset } from "../memory/memory.ts";
import { INPUT_MAX, Message } from "../message/message.ts";
import { Refusal } from "../refusal/refusal.ts";
import { arePlausible } from "../run/capabilities.ts";
import { Held } from "../run/held.ts";
import { planAll } from "../run/mount-run.ts";
import { next as nextStep } from "../run/run.ts";
import { Meaning } from "../words/meaning.ts";
import { readMountWords } from "../words/mount-words.ts";

let inputAt: i32 = 0;
/** Room of the message that was asked for; -1: the last message was answered already. */
let inputRoom: i32 = -1;
let answerLength: i32 = 0;

/** Bytes of one observation that can follow, and how many can: more is given to `next` again. */
const MORE_MAX: i32 = 1048576;
const MORE_COUNT: i32 = 8;
let held: Held | null = null;
let moreAt: i32 = 0;
let moreRoom: i32 = -1;

/** Version of the programs that this planner makes; a host for another one must refuse it. */
export function abi(): i32 {
  return EFFECTS_ABI;
}

/** Forgets the call before and gives the address for a message of `size` bytes, 0 to INPUT_MAX; 0: it is too large. */
export function input(size: i32): i32 {
  reset();
  held = null;
  inputRoom = -1;
  if (size < 0 || size > INPUT_MAX) return 0;
  inputAt = reserve(size + 8);
  inputRoom = size;
  return inputAt;
}

/**
 * Whether a message of this size can be where `input` said. Each message is answered once: the memory is for one
 * answer.
 */
function isThere(size: i32): bool {
  const room = inputRoom;
  inputRoom = -1;
  held = null;
  if (room < 0) reset();
  return size >= 0 && size <= room;
}

/** Bytes of the last answer. */
export function answerSize(): i32 {
  return answerLength;
}

function finish(out: Message): i32 {
  answerLength = out.finish();
  return out.base;
}

function fail(draft: FailureDraft, out: Message, rule: i32): void {
  const refusal = new Refusal();
  refusal.refuse(rule, new Bytes(0, 0));
  writeFailure(draft, out, Verdict.REFUSED, refusal, new Bytes(0, 0), []);
}

/** The message is not there, too large, or not in its canonical form. */
function unread(draft: FailureDraft, out: Message, size: i32): void {
  const refusal = new Refusal();
  refusal.over(size > INPUT_MAX ? RULE_BUDGET_INPUT : RULE_RUN_MESSAGE, new Bytes(0, 0), size, INPUT_MAX);
  writeFailure(draft, out, Verdict.REFUSED, refusal, new Bytes(0, 0), []);
}

/** The next step of the run in the message: the address of a `result<answer, failure>`. */
export function next(size: i32): i32 {
  const there = isThere(size);
  const out = new Message();
  const result = new NextResultDraft(out.take(NEXT_RESULT_SIZE, 8));
  if (!there || !checkRun(inputAt, size)) {
    unread(result.setError(), out, size);
    return finish(out);
  }
  const run = new Run(inputAt);
  const refusal = new Refusal();
  if (!arePlausible(run.capabilities, refusal)) {
    writeFailure(result.setError(), out, Verdict.REFUSED, refusal, new Bytes(0, 0), []);
    return finish(out);
  }
  const kept = new Held(run, out, INPUT_MAX - size);
  const at = step(kept, result);
  held = kept;
  return at;
}

/** One step, with its answer in the held message. */
function step(kept: Held, result: NextResultDraft): i32 {
  const out = kept.out;
  nextStep(kept, new Answer(out, result.setOk()));
  if (out.overflow) {
    out.reopen();
    fail(new NextResultDraft(out.take(NEXT_RESULT_SIZE, 8)).setError(), out, RULE_BUDGET_ANSWER);
  }
  return finish(out);
}

/**
 * Directly after `next` or `resume`, of which this is the rest: the address for the observation of the program that
 * was given out. 0: nothing is held, or it is too large; the whole run must be given to `next` then, which answers the
 * same.
 */
export function more(size: i32): i32 {
  const kept = held;
  moreRoom = -1;
  if (kept === null || size < 0 || size > MORE_MAX || size + 8 > kept.room || kept.more.length == MORE_COUNT) return 0;
  moreAt = reserve(size + 8);
  moreRoom = size;
  return moreAt;
}

/** The next step with the observation of `size` bytes put where `more` said: as `next` of the whole run. 0: as there. */
export function resume(size: i32): i32 {
  const kept = held;
  const room = moreRoom;
  moreRoom = -1;
  if (kept === null || size < 0 || size > room) return 0;
  kept.more.push(new Bytes(moreAt, size));
  kept.room -= size + 8;
  const out = kept.out;
  out.reopen();
  return step(kept, new NextResultDraft(out.take(NEXT_RESULT_SIZE, 8)));
}

/** The same step, told: the address of a `result<description, failure>`. */
export function describe(size: i32): i32 {
  const there = isThere(size);
  let out = new Message();
  let result = new DescribeResultDraft(out.take(DESCRIBE_RESULT_SIZE, 8));
  if (!there || !checkRun(inputAt, size)) {
    unread(result.setError(), out, size);
    return finish(out);
  }
  const run = new Run(inputAt);
  const refusal = new Refusal();
  if (!arePlausible(run.capabilities, refusal)) {
    writeFailure(result.setError(), out, Verdict.REFUSED, refusal, new Bytes(0, 0), []);
    return finish(out);
  }
  // The step itself is written beside, only to have its program.
  const aside = new Message();
  const kept = new Held(run, aside, INPUT_MAX - size);
  const history = nextStep(kept, new Answer(aside, new AnswerDraft(aside.take(NEXT_RESULT_SIZE, 8))));
  const description = result.setOk();
  if (run.request.tag == RequestTag.MOUNT) {
    const all = planAll(run.request.mount, run.capabilities, true, refusal);
    if (all === null) {
      writeFailure(result.setError(), out, Verdict.REFUSED, refusal, new Bytes(0, 0), []);
      return finish(out);
    }
    const first = description.setReasons(out, all.plans.length);
    for (let i = 0; i < all.plans.length; i++) writeReason(all.plans[i], first, out, run.capabilities);
  }
  const effects = description.setEffects(out, effectCount(history.pending));
  if (!out.overflow) writeEffects(history.pending, effects, out);
  if (out.overflow) {
    out = new Message();
    result = new DescribeResultDraft(out.take(DESCRIBE_RESULT_SIZE, 8));
    fail(result.setError(), out, RULE_BUDGET_ANSWER);
  }
  return finish(out);
}

/** What the words of the mount in the message mean: the address of a `result<word-meaning, failure>`. */
export function words(size: i32): i32 {
  const there = isThere(size);
  const out = new Message();
  const result = new WordsResultDraft(out.take(WORDS_RESULT_SIZE, 8));
  const refusal = new Refusal();
  const meaning = new Meaning();
  if (!there || !checkMount(inputAt, size)) unread(result.setError(), out, size);
  else if (readMountWords(new Mount(inputAt), meaning, refusal)) writeMeaning(result.setOk(), out, meaning);
  else writeFailure(result.setError(), out, Verdict.REFUSED, refusal, new Bytes(0, 0), []);
  return finish(out);
}

/** Which directory of the mount list is an EROFS-prepared layer: the address of a `result<bytes, failure>`. */
export function erofs(size: i32): i32 {
  const there = isThere(size);
  const out = new Message();
  const result = new ErofsLayerResultDraft(out.take(EROFS_LAYER_RESULT_SIZE, 8));
  const refusal = new Refusal();
  if (!there || !checkMounts(inputAt, size)) {
    unread(result.setError(), out, size);
    return finish(out);
  }
  const directory = erofsLayer(new MountList(inputAt), refusal);
  if (directory !== null) result.setOk(out, directory);
  else writeFailure(result.setError(), out, Verdict.REFUSED, refusal, new Bytes(0, 0), []);
  return finish(out);
}

/** The table of rules: the address of a `list<rule>`. */
export function rules(): i32 {
  isThere(0);
  reset();
  const out = new Message();
  const result = new RulesResultDraft(out.take(RULES_RESULT_SIZE, 8));
  writeRules(result, out);
  return finish(out);
}
