// What a host calls: a message in the canonical form goes in, a message comes out. The plain byte protocol;
// a component's edge is generated, and shares everything below it.

import { Bytes } from "../bytes/bytes.ts";
import { EFFECTS_ABI } from "../generated/effects.ts";
import {
  checkMount,
  checkMounts,
  checkRun,
  DESCRIBE_RESULT_SIZE,
  DescribeResultDraft,
  EROFS_LAYER_RESULT_SIZE,
  ErofsLayerResultDraft,
  Mount,
  MountList,
  NEXT_RESULT_SIZE,
  NextResultDraft,
  RULES_RESULT_SIZE,
  RulesResultDraft,
  Run,
  WORDS_RESULT_SIZE,
  WordsResultDraft,
} from "../generated/types.ts";
import { reserve } from "../memory/memory.ts";
import { begin, isNow } from "../memory/turn.ts";
import { INPUT_MAX, Message } from "../message/message.ts";
import { Held } from "../run/held.ts";
import { answerDescribe, answerErofsLayer, answerRules, answerWords, firstStep, step, unread } from "./asked.ts";

let turn: i32 = 0;
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
  turn = begin();
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
  const room = isNow(turn) ? inputRoom : -1;
  inputRoom = -1;
  held = null;
  if (room < 0) turn = begin();
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

/** The next step of the run in the message: the address of a `result<answer, failure>`. */
export function next(size: i32): i32 {
  const there = isThere(size);
  const out = new Message();
  const result = new NextResultDraft(out.take(NEXT_RESULT_SIZE, 8));
  if (!there || !checkRun(inputAt, size)) {
    unread(result.setError(), out, size);
    return finish(out);
  }
  const kept = new Held(new Run(inputAt), out, INPUT_MAX - size);
  if (firstStep(kept, result)) held = kept;
  return finish(out);
}

/**
 * Directly after `next` or `resume`, of which this is the rest: the address for the observation of the program that
 * was given out. 0: nothing is held, or it is too large; the whole run must be given to `next` then, which answers the
 * same.
 */
export function more(size: i32): i32 {
  const kept = isNow(turn) ? held : null;
  moreRoom = -1;
  if (kept === null || size < 0 || size > MORE_MAX || size + 8 > kept.room || kept.more.length == MORE_COUNT) return 0;
  moreAt = reserve(size + 8);
  moreRoom = size;
  return moreAt;
}

/** The next step with the observation of `size` bytes put where `more` said: as `next` of the whole run. 0: as there. */
export function resume(size: i32): i32 {
  const kept = isNow(turn) ? held : null;
  const room = moreRoom;
  moreRoom = -1;
  if (kept === null || size < 0 || size > room) return 0;
  kept.more.push(new Bytes(moreAt, size));
  kept.room -= size + 8;
  const out = kept.out;
  out.reopen();
  step(kept, new NextResultDraft(out.take(NEXT_RESULT_SIZE, 8)));
  return finish(out);
}

/** The same step, told: the address of a `result<description, failure>`. */
export function describe(size: i32): i32 {
  const there = isThere(size);
  const out = new Message();
  const result = new DescribeResultDraft(out.take(DESCRIBE_RESULT_SIZE, 8));
  if (there && checkRun(inputAt, size)) answerDescribe(new Run(inputAt), size, result, out);
  else unread(result.setError(), out, size);
  return finish(out);
}

/** What the words of the mount in the message mean: the address of a `result<word-meaning, failure>`. */
export function words(size: i32): i32 {
  const there = isThere(size);
  const out = new Message();
  const result = new WordsResultDraft(out.take(WORDS_RESULT_SIZE, 8));
  if (there && checkMount(inputAt, size)) answerWords(new Mount(inputAt), size, result, out);
  else unread(result.setError(), out, size);
  return finish(out);
}

/** Which directory of the mount list is an EROFS-prepared layer: the address of a `result<bytes, failure>`. */
export function erofs(size: i32): i32 {
  const there = isThere(size);
  const out = new Message();
  const result = new ErofsLayerResultDraft(out.take(EROFS_LAYER_RESULT_SIZE, 8));
  if (there && checkMounts(inputAt, size)) answerErofsLayer(new MountList(inputAt), size, result, out);
  else unread(result.setError(), out, size);
  return finish(out);
}

/** The table of rules: the address of a `list<rule>`. */
export function rules(): i32 {
  turn = begin();
  held = null;
  inputRoom = -1;
  const out = new Message();
  answerRules(new RulesResultDraft(out.take(RULES_RESULT_SIZE, 8)), out);
  return finish(out);
}
