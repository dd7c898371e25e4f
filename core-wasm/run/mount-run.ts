import { Answer } from "../answers/answer.ts";
import { writeMounted } from "../answers/mounted.ts";
import { climbs } from "../bytes/path.ts";
import { hasDevices } from "../erofs/devices.ts";
import {
  RULE_BIND_READ_ONLY_TREE,
  RULE_BUDGET_LAYERS,
  RULE_BUDGET_MOUNTS,
  RULE_LIST_EMPTY,
  RULE_LIST_NEEDS_OPENAT2,
  RULE_LIST_NEEDS_PROC_FD,
  RULE_WORDS_MANY,
} from "../generated/rules.ts";
import { Allowances, Capabilities, Features, MountRequest, Proof } from "../generated/types.ts";
import { giveRegisters, noteMaps } from "../idmap/maps.ts";
import { bindsDetached } from "../perform/others.ts";
import { checkedTarget } from "../plan/paths.ts";
import { planMount } from "../plan/plan.ts";
import { mayMount } from "../plan/privilege.ts";
import { Observation } from "../program/observation.ts";
import { Refusal } from "../refusal/refusal.ts";
import { judge } from "../verify/judge.ts";
import { has } from "../ways/budgets.ts";
import { LIST_WORDS_MAX } from "../words/limits.ts";
import { buildMount, Known } from "./build-mount.ts";
import { LAYERS_MAX } from "./capabilities.ts";
import { fail } from "./fail-mount.ts";
import { Held } from "./held.ts";
import { History } from "./history.ts";
import { areOfHost } from "./host-words.ts";
import { finishLegacyBind, isReadOnlyTree, needsSecondHalf } from "./legacy-bind.ts";
import { makeAside } from "./make-target.ts";
import { MountPlans } from "./mount-plans.ts";
import { MountProgram } from "./mount-program.ts";
import { MOUNTS_MAX } from "./registers.ts";
import { hasRoom } from "./room.ts";
import { needsMore, settle } from "./settle.ts";
import { LOOKS_MAX } from "./survey.ts";

/** Plans the whole list; null: refused. `told`: the plan is to be explained, with what every alternative would cost. */
export function planAll(
  request: MountRequest,
  capabilities: Capabilities,
  told: bool,
  refusal: Refusal,
): MountPlans | null {
  const all = new MountPlans();
  const count = request.mounts.length;
  if (!areOfHost(request, refusal)) return null;
  all.target = checkedTarget(request.target, capabilities, refusal);
  if (count == 0) refusal.refuse(RULE_LIST_EMPTY, request.target);
  if (count > MOUNTS_MAX) refusal.over(RULE_BUDGET_MOUNTS, request.target, count, MOUNTS_MAX);
  if (refusal.rule >= 0 || !mayMount(all.target, capabilities, refusal)) return null;
  let layers = 0;
  let words = 0;
  for (let i = 0; i < count; i++) {
    const plan = planMount(request, i, capabilities, told, refusal);
    if (plan === null) return null;
    if (plan.target.length > 0 && !has(capabilities, Features.PROC_FD)) {
      refusal.refuse(RULE_LIST_NEEDS_PROC_FD, plan.target);
      return null;
    }
    if (plan.target.length > 0 && !has(capabilities, Features.OPENAT2)) {
      refusal.refuse(RULE_LIST_NEEDS_OPENAT2, plan.target);
      return null;
    }
    // Of several mounts the root is held, so that nobody can tell whether something is mounted beneath it.
    if (isReadOnlyTree(plan) && count > 1 && !bindsDetached(capabilities)) {
      refusal.refuse(RULE_BIND_READ_ONLY_TREE, plan.source);
      return null;
    }
    const overlay = plan.overlay;
    if (overlay !== null) layers += overlay.layers();
    if (layers > LAYERS_MAX) {
      refusal.over(RULE_BUDGET_LAYERS, request.target, layers, LAYERS_MAX);
      return null;
    }
    words += plan.words;
    if (words > LIST_WORDS_MAX) {
      refusal.over(RULE_WORDS_MANY, plan.source, words, LIST_WORDS_MAX);
      return null;
    }
    all.plans.push(plan);
  }
  if (!giveRegisters(all.plans, request, refusal)) return null;
  for (let i = 0; i < count; i++) noteMaps(all.plans[i], request);
  refusal.mount = -1;
  return all;
}

/** One step of a mount: what has happened so far is in the history. */
export function nextMount(
  request: MountRequest,
  capabilities: Capabilities,
  history: History,
  held: Held,
  answer: Answer,
): void {
  const refusal = new Refusal();
  let all = held.plans;
  if (all === null) all = planAll(request, capabilities, false, refusal);
  if (all === null) {
    answer.refused(refusal);
    return;
  }
  held.plans = all;
  const made = makeAside(request, all.target, history, capabilities);
  if (made.pending) {
    answer.perform(history);
    return;
  }
  const done: MountProgram[] = [];
  const seen: Observation[] = [];
  for (let i = 0; i < all.plans.length; i++) {
    if (i == held.programs.length) {
      held.programs.push(buildMount(all.plans[i], request, all.target, new Known(), made, capabilities));
    }
    let m = held.programs[i];
    m.restore();
    const misled = climbsSomewhere(m, request) || cannotLook(m, request, capabilities);
    let observation: Observation | null = null;
    if (!hasRoom(m, history, refusal)) {
      fail(request, all, m, null, refusal, history, capabilities, answer);
      return;
    }
    if (!hasDevices(m.plan, history, refusal)) {
      if (refusal.rule < 0) answer.perform(history);
      else fail(request, all, m, null, refusal, history, capabilities, answer);
      return;
    }
    const known = new Known();
    if (!misled) observation = history.take(m.program);
    // Each of these stops a survey at most once: what it found out is known to the program that follows.
    while (needsMore(m, observation, known, misled)) {
      if (!settle(m, observation, known, request, history, capabilities, refusal)) {
        if (refusal.rule < 0) answer.perform(history);
        else fail(request, all, m, observation, refusal, history, capabilities, answer);
        return;
      }
      m = buildMount(all.plans[i], request, all.target, known, made, capabilities);
      if (!hasRoom(m, history, refusal)) {
        fail(request, all, m, null, refusal, history, capabilities, answer);
        return;
      }
      observation = history.take(m.program);
    }
    if (observation === null) {
      answer.perform(history);
      return;
    }
    if (!observation.complete() || !judge(m, observation, capabilities, refusal)) {
      fail(request, all, m, observation, refusal, history, capabilities, answer);
      return;
    }
    if (needsSecondHalf(m, capabilities)) {
      if (!finishLegacyBind(m, observation, all.target, history, refusal, capabilities)) {
        if (refusal.rule < 0) answer.perform(history);
        else fail(request, all, m, observation, refusal, history, capabilities, answer);
        return;
      }
    }
    done.push(m);
    seen.push(observation);
  }
  writeMounted(answer, all.target, done, seen, capabilities);
}

/** Whether no look could tell a symlink, because openat2 is missing: then identity must. */
function cannotLook(m: MountProgram, request: MountRequest, capabilities: Capabilities): bool {
  const overlay = m.plan.overlay;
  if (overlay === null || overlay.naming.upper === null || has(capabilities, Features.OPENAT2)) return false;
  return (
    request.proof != Proof.NONE &&
    (request.allow & Allowances.UPPER_INSIDE_LOWER) == 0 &&
    overlay.naming.layers.length <= LOOKS_MAX
  );
}

/**
 * Whether a name of an overlay that is looked at climbs with `..`: neither text nor a look for symlinks sees through
 * that.
 */
function climbsSomewhere(m: MountProgram, request: MountRequest): bool {
  const overlay = m.plan.overlay;
  if (overlay === null || m.looksFrom < 0 || request.proof == Proof.NONE) return false;
  const naming = overlay.naming;
  const upper = naming.upper;
  const work = naming.work;
  if (upper !== null && climbs(upper.full, 0)) return true;
  if (work !== null && climbs(work.full, 0)) return true;
  for (let i = 0; i < naming.layers.length; i++) {
    if (climbs(naming.layers[i].full, 0)) return true;
  }
  return false;
}
