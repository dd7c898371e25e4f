import { RULE_WAY_NONE, RULE_WAY_UNAVAILABLE } from "../generated/rules.ts";
import { Capabilities, Features, Way } from "../generated/types.ts";
import { NO_CWD } from "../names/spelling.ts";
import { Overlay } from "../overlay/overlay.ts";
import { Refusal } from "../refusal/refusal.ts";
import { has } from "./budgets.ts";
import { fitContext } from "./context.ts";
import { Fit } from "./fit.ts";
import { busiestParent, fitPrefix, fitRelative } from "./page.ts";

export const WAYS: i32 = 5;

/** The way that was chosen, and what became of the others. */
export class Choice {
  way: i32 = -1;
  /** The parent that is the working directory while names are resolved; NO_CWD: none. */
  cwd: i32 = NO_CWD;
  fits: Fit[] = [];
  /** Bytes of one fsconfig value, from the capabilities. */
  valueMax: i32 = 0;

  chosen(): Fit {
    return this.fits[this.way];
  }
}

/** Measures all ways with the names as they are now. */
function measure(overlay: Overlay, capabilities: Capabilities): Choice {
  const choice = new Choice();
  const cwd = busiestParent(overlay);
  const stringCwd = has(capabilities, Features.OWN_CWD) ? cwd : NO_CWD;
  for (let way = 0; way < WAYS; way++) {
    const fit = new Fit();
    if (way == Way.RELATIVE) fitRelative(overlay, capabilities, cwd, fit);
    else if (way == Way.PREFIX) fitPrefix(overlay, capabilities, fit);
    else fitContext(overlay, capabilities, way, stringCwd, fit);
    choice.fits.push(fit);
  }
  choice.cwd = stringCwd;
  choice.valueMax = capabilities.valueMax;
  return choice;
}

function cheapest(choice: Choice): i32 {
  let best = -1;
  for (let way = 0; way < WAYS; way++) {
    const fit = choice.fits[way];
    if (fit.possible && (best < 0 || fit.cost < choice.fits[best].cost)) best = way;
  }
  return best;
}

/**
 * Chooses the cheapest way that the capabilities allow and whose budgets hold. Where a page is too small for the
 * names, they are shortened by more parents first, as far as that helps. `only` ≥ 0 leaves no choice.
 */
export function chooseWay(overlay: Overlay, capabilities: Capabilities, only: i32, refusal: Refusal): Choice | null {
  let choice = measure(overlay, capabilities);
  const parents = has(capabilities, Features.PROC_FD_LAYERS);
  while (parents && !choice.fits[Way.RELATIVE].possible && !choice.fits[Way.PREFIX].possible) {
    if (!overlay.naming.shortenUpper() && !overlay.naming.split()) break;
    choice = measure(overlay, capabilities);
  }
  if (only >= 0) {
    const naming = overlay.naming;
    while (parents && only == Way.PREFIX && !choice.fits[only].possible) {
      if (!naming.shortenUpper() && !naming.split()) break;
      choice = measure(overlay, capabilities);
    }
    const fit = choice.fits[only];
    choice.way = only;
    if (fit.possible) return settle(choice);
    refusal.over(RULE_WAY_UNAVAILABLE, fit.item, fit.needs, fit.budget);
    refusal.cause = fit.rule;
    return null;
  }
  choice.way = cheapest(choice);
  if (choice.way >= 0) return settle(choice);
  // Every way is closed: the page's budget is the one that people know, so it is named.
  const fit = choice.fits[Way.RELATIVE];
  refusal.over(RULE_WAY_NONE, fit.item, fit.needs, fit.budget);
  refusal.cause = fit.rule;
  return null;
}

function settle(choice: Choice): Choice {
  if (choice.way == Way.PREFIX || choice.way == Way.DESCRIPTORS) choice.cwd = NO_CWD;
  return choice;
}
