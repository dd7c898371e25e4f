import { Answer } from "../answers/answer.ts";
import { RULE_BUDGET_PATIENCE, RULE_RUN_TOKEN, RULE_RUN_TURN } from "../generated/rules.ts";
import { BytesListDraft, Capabilities, RecoverRequest, Turn } from "../generated/types.ts";
import { isToken } from "../names/token.ts";
import { checkedTarget } from "../plan/paths.ts";
import { Observation } from "../program/observation.ts";
import { Refusal } from "../refusal/refusal.ts";
import { Past } from "../undo/past.ts";
import { readProgram } from "../undo/read-program.ts";
import { takeBackPast } from "../undo/recover.ts";
import { History } from "./history.ts";
import { PATIENCE_MAX } from "./unmount-run.ts";

/** One step of taking back what a run did whose process died. */
export function nextRecover(
  request: RecoverRequest,
  capabilities: Capabilities,
  history: History,
  answer: Answer,
): void {
  const refusal = new Refusal();
  const target = checkedTarget(request.target, capabilities, refusal);
  if (refusal.rule < 0 && !isToken(request.token)) refusal.refuse(RULE_RUN_TOKEN, request.token);
  if (refusal.rule < 0 && (request.patience < 0 || request.patience > PATIENCE_MAX)) {
    refusal.over(RULE_BUDGET_PATIENCE, target, request.patience, PATIENCE_MAX);
  }
  const past = refusal.rule < 0 ? readPast(request, refusal) : null;
  if (past === null) {
    answer.refused(refusal);
    return;
  }
  const undone = takeBackPast(past, target, request.token, request.patience, history, capabilities);
  if (undone.pending) {
    answer.perform(history);
    return;
  }
  const outcome = answer.draft.setRecovered();
  outcome.setTarget(answer.out, target);
  outcome.setUnmounted(undone.unmounted);
  outcome.setRemoved(undone.removed);
  const left = new BytesListDraft(outcome.setLeft(answer.out, undone.left.length));
  for (let i = 0; i < undone.left.length; i++) left.set(answer.out, i, undone.left[i]);
}

function readPast(request: RecoverRequest, refusal: Refusal): Past | null {
  const past = new Past([], []);
  for (let i = 0; i < request.turns.length; i++) {
    if (readTurn(request.turns.get(i), past)) continue;
    refusal.over(RULE_RUN_TURN, request.target, i + 1, request.turns.length);
    return null;
  }
  return past;
}

function readTurn(turn: Turn, past: Past): bool {
  const program = readProgram(turn.program);
  if (program === null) return false;
  const seen = new Observation(turn.observation, program);
  if (!seen.fits()) return false;
  past.programs.push(program);
  past.taken.push(seen);
  return true;
}
