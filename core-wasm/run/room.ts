import { RULE_BUDGET_ANSWER, RULE_BUDGET_INPUT } from "../generated/rules.ts";
import { INPUT_MAX, MESSAGE_CAPACITY } from "../message/message.ts";
import { Refusal } from "../refusal/refusal.ts";
import { History } from "./history.ts";
import { MountProgram } from "./mount-program.ts";

/** Answers' own bytes beside a program. */
const ANSWER_REST: i32 = 1024;
/**
 * What finding the cause and taking one mount down again may add to the message: a path, the log, dozens of attempts.
 */
const UNDO_ROOM: i32 = 12288;
const LAYER_ROOM: i32 = 64;
/** Taking one attached clone and its directory away. */
const CLONE_ROOM: i32 = 1024;

/**
 * Whether the run can go on after this mount, also if it fails: a program whose observation no message can hold would
 * leave a mount that nobody could take down. False: refused.
 */
export function hasRoom(m: MountProgram, history: History, refusal: Refusal): bool {
  const size = m.program.finishedSize();
  const program = MESSAGE_CAPACITY - ANSWER_REST;
  refusal.mount = m.plan.index;
  if (size > program) return refusal.over(RULE_BUDGET_ANSWER, m.plan.source, size, program);
  const overlay = m.plan.overlay;
  const layers = overlay === null ? 0 : overlay.layers();
  const clones = m.clones.length * CLONE_ROOM;
  const needs = clones + m.program.observationSize() + 8 + (m.plan.index + 1) * UNDO_ROOM + layers * LAYER_ROOM;
  if (needs > history.room) {
    return refusal.over(RULE_BUDGET_INPUT, m.plan.source, INPUT_MAX - history.room + needs, INPUT_MAX);
  }
  refusal.mount = -1;
  return true;
}
