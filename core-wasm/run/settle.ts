// A survey that stopped at something that can be settled: what it takes to go on with the same mount.

import { Capabilities, MountRequest } from "../generated/types.ts";
import { giveOwnClones, leavesClone, mayOwn, mayWriteUpper, otherOwner } from "../idmap/survey.ts";
import { ELOOP } from "../kernel/errno.ts";
import { Observation } from "../program/observation.ts";
import { Refusal } from "../refusal/refusal.ts";
import { chooseWay } from "../ways/choose.ts";
import { Known } from "./build-mount.ts";
import { History } from "./history.ts";
import { compareIdentities } from "./identities.ts";
import { MountProgram } from "./mount-program.ts";

/** Whether there is something to be settled. `misled`: names must be compared by identity before anything else. */
export function needsMore(m: MountProgram, seen: Observation | null, known: Known, misled: bool): bool {
  if (misled && !known.looked) return true;
  if (seen === null || seen.complete()) return false;
  if (!known.looked && passesSymlink(m, seen)) return true;
  if (!known.parted && leavesClone(m, seen)) return true;
  return (!known.owned && otherOwner(m, seen)) || (!known.writable && seen.done() == m.upperMappedOp);
}

/** Settles it. False: refused, or (no rule) a program is still to be carried out. */
export function settle(
  m: MountProgram,
  seen: Observation | null,
  known: Known,
  request: MountRequest,
  history: History,
  capabilities: Capabilities,
  refusal: Refusal,
): bool {
  known.again = seen !== null;
  if (seen === null || passesSymlink(m, seen)) {
    known.looked = true;
    return compareIdentities(m, history, capabilities, refusal);
  }
  const overlay = m.plan.overlay;
  const maps = m.plan.maps;
  if (overlay === null || maps === null) return true;
  if (leavesClone(m, seen)) {
    if (!giveOwnClones(m, overlay, history)) return false;
    known.parted = true;
    refusal.mount = m.plan.index;
    m.plan.choice = chooseWay(overlay, capabilities, request.hasWay ? request.way : -1, false, refusal);
    if (m.plan.choice === null) return false;
    refusal.mount = -1;
    return true;
  }
  if (otherOwner(m, seen)) {
    known.owned = true;
    return mayOwn(m, seen, maps, request, refusal);
  }
  known.writable = true;
  return mayWriteUpper(overlay, m.plan.index, history, refusal);
}

/** Whether the survey stopped because a name passes through a symlink: text cannot tell then what lies inside what. */
function passesSymlink(m: MountProgram, seen: Observation): bool {
  const at = seen.done();
  return at >= m.looksFrom && at < m.looksTo && seen.errno() == ELOOP;
}
