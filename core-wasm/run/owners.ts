// In a user namespace: whose the layers are. What an owner who is not mapped marked as trusted.overlay.* is not read.

import { RULE_ORDINARY_OWNER, RULE_SURVEY_OWNER } from "../generated/rules.ts";
import { Capabilities, Phase } from "../generated/types.ts";
import { get32 } from "../memory/memory.ts";
import { Overlay } from "../overlay/overlay.ts";
import { isNamespaced } from "../plan/privilege.ts";
import { NO_SUBJECT } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { statx } from "../program/on-files.ts";
import { Refusal } from "../refusal/refusal.ts";
import { MountProgram } from "./mount-program.ts";
import { parentOf, statxMask } from "./survey.ts";

/** What the kernel shows for whoever is not mapped: /proc/sys/kernel/overflowuid as every system has it. */
const OVERFLOW_UID: i32 = 65534;
/** Where statx places the owner. */
const UID_AT: i32 = 32;

/** How many layers can hide something of one below them: all but the lowest. */
function hiding(overlay: Overlay): i32 {
  return overlay.layers() - overlay.dataOnly - 1;
}

/** One look at every layer that could hide something; a layer that is not there is left to the kernel. */
export function surveyOwners(m: MountProgram, overlay: Overlay, capabilities: Capabilities): void {
  if (!isNamespaced(capabilities)) return;
  const p = m.program;
  p.phase = Phase.SURVEY;
  m.ownersFrom = p.count;
  for (let i = 0; i < hiding(overlay); i++) {
    // Proof `identity` has looked already.
    if (i < m.layersBefore.length) {
      m.owners.push(m.layersBefore[i]);
      continue;
    }
    const layer = overlay.naming.layers[i];
    p.subject = i;
    const name = p.text(layer.name);
    m.owners.push(statx(p, RULE_SURVEY_OWNER, -1, parentOf(layer), name, 0, statxMask(capabilities)));
    p.soft(p.count - 1);
  }
  p.subject = NO_SUBJECT;
}

/** What is to be said of the owners that were seen; null: nothing. */
export function ownerWarning(m: MountProgram, seen: Observation): Refusal | null {
  const overlay = m.plan.overlay;
  if (overlay === null || m.owners.length == 0) return null;
  const warning = new Refusal();
  let count = 0;
  for (let i = 0; i < m.owners.length; i++) {
    const looked = m.layersBefore.length > 0 || seen.did(m.ownersFrom + i);
    if (!looked || get32(seen.address(m.owners[i]) + UID_AT) != OVERFLOW_UID) continue;
    if (count == 0) warning.layer = i;
    count++;
  }
  if (count == 0) return null;
  warning.mount = m.plan.index;
  warning.over(RULE_ORDINARY_OWNER, overlay.naming.layers[warning.layer].full, count, overlay.layers());
  return warning;
}
