import { RULE_WAY_CLOSED, RULE_WAY_NONE, RULE_WAY_UNAVAILABLE } from "../generated/rules.ts";
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
  /** What it would be for mount(2), and for a context. */
  pageCwd: i32 = NO_CWD;
  contextCwd: i32 = NO_CWD;
  /** Bytes of one fsconfig value, from the capabilities. */
  valueMax: i32 = 0;
  /** Whether upperdir and workdir can be descriptors. */
  upperByDescriptor: bool = false;

  chosen(): Fit {
    return this.fits[this.way];
  }
}

/**
 * Measures the ways with the names as they are now; all of them only where that is told or can matter: where
 * everything is named from one working directory, that way is the cheapest by its costs.
 */
function measure(overlay: Overlay, capabilities: Capabilities, all: bool): Choice {
  const choice = new Choice();
  for (let way = 0; way < WAYS; way++) choice.fits.push(new Fit());
  measurePages(overlay, capabilities, choice, all);
  const cwd = has(capabilities, Features.OWN_CWD) ? busiestParent(overlay) : NO_CWD;
  choice.contextCwd = cwd;
  const settled = !all && overlay.naming.parents.length == 1 && choice.fits[Way.RELATIVE].possible;
  for (let way: i32 = Way.STRINGS; way < WAYS; way++) {
    const fit = choice.fits[way];
    if (settled) fit.possible = false;
    else fitContext(overlay, capabilities, way, workingDirectory(way, cwd, capabilities), fit);
  }
  choice.valueMax = capabilities.valueMax;
  choice.upperByDescriptor = has(capabilities, Features.UPPERDIR_FD);
  return choice;
}

/**
 * A working directory that is open makes descriptors the dearer of the two: they are measured only where that is told.
 */
function measurePages(overlay: Overlay, capabilities: Capabilities, choice: Choice, all: bool): void {
  choice.pageCwd = busiestParent(overlay);
  const relative = new Fit();
  const prefix = new Fit();
  fitRelative(overlay, capabilities, choice.pageCwd, relative);
  if (all || !relative.possible) fitPrefix(overlay, capabilities, prefix);
  else prefix.possible = false;
  choice.fits[Way.RELATIVE] = relative;
  choice.fits[Way.PREFIX] = prefix;
}

/**
 * The working directory of a way through a context: descriptors need one only for an upperdir that must be a string.
 */
function workingDirectory(way: i32, cwd: i32, capabilities: Capabilities): i32 {
  return way == Way.DESCRIPTORS && has(capabilities, Features.UPPERDIR_FD) ? NO_CWD : cwd;
}

/** Whether the page holds the names already, as far as the way that is asked for depends on it. */
function holdsPage(choice: Choice, only: i32): bool {
  if (only > Way.PREFIX) return true;
  if (only >= 0) return choice.fits[only].possible;
  return choice.fits[Way.RELATIVE].possible || choice.fits[Way.PREFIX].possible;
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
 * names, they are shortened for it by more parents, as far as that helps; the ways through a context keep the names
 * from one parent, which is the only one that can be their working directory. `only` ≥ 0 leaves no choice; `told`:
 * the others' prices will be asked for.
 */
export function chooseWay(
  overlay: Overlay,
  capabilities: Capabilities,
  only: i32,
  told: bool,
  refusal: Refusal,
): Choice | null {
  const plain = overlay.naming;
  const choice = measure(overlay, capabilities, told || only > Way.RELATIVE);
  if (has(capabilities, Features.PROC_FD_LAYERS) && !holdsPage(choice, only)) {
    overlay.naming = plain.again();
    while (!holdsPage(choice, only)) {
      if (!overlay.naming.shortenUpper() && !overlay.naming.split()) break;
      measurePages(overlay, capabilities, choice, true);
    }
  }
  choice.way = only >= 0 ? only : cheapest(choice);
  if (choice.way < 0 || !choice.chosen().possible) {
    // Where every way is closed, the page's budget is the one that people know, so it is named.
    const fit = choice.fits[only >= 0 ? only : Way.RELATIVE];
    const none = fit.budget > 0 ? RULE_WAY_NONE : RULE_WAY_CLOSED;
    refusal.over(only >= 0 ? RULE_WAY_UNAVAILABLE : none, fit.item, fit.needs, fit.budget);
    refusal.cause = fit.rule;
    return null;
  }
  if (choice.way == Way.RELATIVE) choice.cwd = choice.pageCwd;
  else if (choice.way != Way.PREFIX) {
    overlay.naming = plain;
    choice.cwd = workingDirectory(choice.way, choice.contextCwd, capabilities);
  }
  return choice;
}
