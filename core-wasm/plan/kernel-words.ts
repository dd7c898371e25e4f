// Words that kernels spell differently (kernels.md): not the version tells which, but the probe.

import { ascii, Bytes } from "../bytes/bytes.ts";
import { RULE_OVERLAY_VOLATILE_WORD } from "../generated/rules.ts";
import { Capabilities, Features } from "../generated/types.ts";
import { Overlay } from "../overlay/overlay.ts";
import { has } from "../ways/budgets.ts";
import { MountPlan } from "./mount-plan.ts";

/** `fsync=volatile` says what `volatile` says, and kernels that do not know it would refuse the mount. */
export function spellWords(plan: MountPlan, overlay: Overlay, capabilities: Capabilities): void {
  if (has(capabilities, Features.FSYNC_VOLATILE)) return;
  for (let i = 0; i < overlay.words.length; i++) {
    const word = overlay.words[i];
    if (!word.is("fsync=volatile")) continue;
    plan.warn(RULE_OVERLAY_VOLATILE_WORD, word);
    const words: Bytes[] = [];
    for (let k = 0; k < overlay.words.length; k++) words.push(k == i ? ascii("volatile") : overlay.words[k]);
    overlay.words = words;
  }
}
