import { Answer } from "../answers/answer.ts";
import { Bytes } from "../bytes/bytes.ts";
import { RULE_CHECK_LOOK } from "../generated/rules.ts";
import { Capabilities, CheckRequest, MountIdentity, Phase, Presence, PresenceListDraft } from "../generated/types.ts";
import {
  AT_EMPTY_PATH,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  STATX_ATTR_MOUNT_ROOT,
} from "../kernel/flags.ts";
import { common, get32 } from "../memory/memory.ts";
import { checkedTarget } from "../plan/paths.ts";
import { CWD } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { close, open, openat2, statx } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { findById, isRootOf, Whereabouts } from "../undo/find-by-id.ts";
import { History } from "./history.ts";
import { areRecorded } from "./recorded.ts";
import { ROOT, SEEN } from "./registers.ts";
import { statxMask } from "./survey.ts";

/** One step of a check: what is seen at each recorded place; nothing is changed. */
export function nextCheck(request: CheckRequest, capabilities: Capabilities, history: History, answer: Answer): void {
  const refusal = new Refusal();
  const target = checkedTarget(request.target, capabilities, refusal);
  const mounts = request.mounts;
  if (refusal.rule >= 0 || !areRecorded(mounts, capabilities, refusal)) {
    answer.refused(refusal);
    return;
  }
  let texts = target.length + 16;
  for (let i = 0; i < mounts.length; i++) texts += mounts.get(i).target.length + 4;
  const program = new Program(texts, 4 * mounts.length + 4);
  program.phase = Phase.SURVEY;
  const path = program.text(target);
  const empty = program.word("");
  program.soft(open(program, RULE_CHECK_LOOK, ROOT, CWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW));
  const places: i32[] = [];
  const ops: i32[] = [];
  for (let i = 0; i < mounts.length; i++) {
    const sub = mounts.get(i).target;
    let register = ROOT;
    if (sub.length > 0) {
      register = SEEN;
      const name = program.text(sub);
      const resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
      program.soft(openat2(program, RULE_CHECK_LOOK, SEEN, ROOT, name, O_PATH, resolve));
    }
    places.push(statx(program, RULE_CHECK_LOOK, -1, register, empty, AT_EMPTY_PATH, statxMask(capabilities)));
    ops.push(program.count - 1);
    program.soft(program.count - 1);
    if (sub.length > 0) program.soft(close(program, RULE_CHECK_LOOK, SEEN));
  }
  program.soft(close(program, RULE_CHECK_LOOK, ROOT));
  const seen = history.take(program);
  if (seen === null) {
    answer.perform(history);
    return;
  }
  const presences: i32[] = [];
  for (let i = 0; i < mounts.length; i++) {
    let is = presence(mounts.get(i), places[i], ops[i], seen, isStacked(request, i));
    if (is == Presence.GONE || is == Presence.REPLACED) {
      const found = findById(history, mounts.get(i), capabilities);
      if (found.whereabouts == Whereabouts.PENDING) {
        answer.perform(history);
        return;
      }
      if (found.whereabouts == Whereabouts.THERE) is = Presence.MOVED;
      // Where the kernel does not tell, it may be.
      else if (found.whereabouts != Whereabouts.NOWHERE) is = Presence.HIDDEN;
    }
    presences.push(is);
  }
  const outcome = answer.draft.setChecked();
  const list = new PresenceListDraft(outcome.setPresences(answer.out, mounts.length));
  for (let i = 0; i < mounts.length; i++) list.set(i, presences[i]);
}

/** Whether a later mount of the list went to the same place: then it is the one that is seen. */
function isStacked(request: CheckRequest, index: i32): bool {
  const mounts = request.mounts;
  const target: Bytes = mounts.get(index).target;
  for (let i = index + 1; i < mounts.length; i++) {
    if (mounts.get(i).target.equals(target)) return true;
  }
  return false;
}

function presence(identity: MountIdentity, place: i32, op: i32, seen: Observation, stacked: bool): i32 {
  if (!seen.did(op)) return Presence.GONE;
  const at = seen.address(place);
  if ((get32(at + 4) & STATX_ATTR_MOUNT_ROOT) == 0) return Presence.GONE;
  const sameId = common(at + 24, identity.mountIdAt, 8) == 8;
  if (sameId && (identity.unique || isRootOf(identity, at))) return Presence.OURS;
  return stacked ? Presence.COVERED : Presence.REPLACED;
}
