// The two ways through mount(2), which takes one page of option text.

import {
  RULE_BUDGET_OPTION_PAGE,
  RULE_BUDGET_PATH,
  RULE_WAY_NO_DATA_ONLY,
  RULE_WAY_NO_OWN_CWD,
  RULE_WAY_NO_PROC_LAYERS,
} from "../generated/rules.ts";
import { Capabilities, Features } from "../generated/types.ts";
import { NO_CWD, Speller, spelledLength } from "../names/spelling.ts";
import { Overlay } from "../overlay/overlay.ts";
import { has, optionPage, pathBytes } from "./budgets.ts";
import { PAGE_FIXED, PARENT, PREFIX_LAYER, RELATIVE_LAYER } from "./costs.ts";
import { Fit } from "./fit.ts";

const COMMA: i32 = 44;
const COLON: i32 = 58;

/** Bytes of the option text. */
export function optionTextLength(overlay: Overlay, cwd: i32): i32 {
  const naming = overlay.naming;
  let length = 9 + naming.layers.length - 1 + overlay.dataOnly;
  for (let i = 0; i < naming.layers.length; i++) length += spelledLength(naming.layers[i], cwd);
  const upper = naming.upper;
  const work = naming.work;
  if (upper !== null) length += 10 + spelledLength(upper, cwd);
  if (work !== null) length += 9 + spelledLength(work, cwd);
  for (let i = 0; i < overlay.words.length; i++) length += 1 + overlay.words[i].length;
  return length;
}

/** Writes the option text; its offset. The lowerdir part begins there. */
export function putOptionText(overlay: Overlay, speller: Speller): i32 {
  const naming = overlay.naming;
  const program = speller.program;
  const offset = program.size;
  program.putWord("lowerdir=");
  const firstData = naming.layers.length - overlay.dataOnly;
  for (let i = 0; i < naming.layers.length; i++) {
    if (i > 0) program.putByte(COLON);
    if (i >= firstData) program.putByte(COLON);
    speller.escaped(naming.layers[i]);
  }
  const upper = naming.upper;
  const work = naming.work;
  if (upper !== null) {
    program.putWord(",upperdir=");
    speller.escaped(upper);
  }
  if (work !== null) {
    program.putWord(",workdir=");
    speller.escaped(work);
  }
  for (let i = 0; i < overlay.words.length; i++) {
    program.putByte(COMMA);
    program.put(overlay.words[i]);
  }
  program.end();
  return offset;
}

function commonLimits(overlay: Overlay, capabilities: Capabilities, cwd: i32, fit: Fit): void {
  const naming = overlay.naming;
  if (overlay.dataOnly > 0 && !has(capabilities, Features.DATA_ONLY) && !overlay.hasWord("metacopy=on")) {
    fit.forbid(RULE_WAY_NO_DATA_ONLY);
  }
  fit.spend(RULE_BUDGET_OPTION_PAGE, optionTextLength(overlay, cwd), optionPage(capabilities));
  for (let i = 0; i < naming.parents.length; i++) {
    fit.spend(RULE_BUDGET_PATH, naming.parents[i].length, pathBytes(capabilities));
  }
}

/** Names from the working directory of a thread or child of our own. */
export function fitRelative(overlay: Overlay, capabilities: Capabilities, cwd: i32, fit: Fit): void {
  if (!has(capabilities, Features.OWN_CWD)) fit.forbid(RULE_WAY_NO_OWN_CWD);
  const naming = overlay.naming;
  commonLimits(overlay, capabilities, cwd, fit);
  fit.cost = PAGE_FIXED + naming.parents.length * PARENT;
  for (let i = 0; i < naming.layers.length; i++) {
    fit.cost += naming.layers[i].parent == cwd ? RELATIVE_LAYER : PREFIX_LAYER;
  }
}

/** Every name through a descriptor of its parent. */
export function fitPrefix(overlay: Overlay, capabilities: Capabilities, fit: Fit): void {
  if (!has(capabilities, Features.PROC_FD_LAYERS)) fit.forbid(RULE_WAY_NO_PROC_LAYERS);
  const naming = overlay.naming;
  commonLimits(overlay, capabilities, NO_CWD, fit);
  fit.cost = PAGE_FIXED + naming.parents.length * PARENT + naming.layers.length * PREFIX_LAYER;
}

/** The parent that most layers are named from: it becomes the working directory. */
export function busiestParent(overlay: Overlay): i32 {
  const naming = overlay.naming;
  if (naming.parents.length == 1 && !naming.mapped) return 0;
  let best = naming.mapped ? NO_CWD : 0;
  let most = naming.mapped ? 0 : -1;
  for (let p = 0; p < naming.parents.length; p++) {
    let count = 0;
    for (let i = 0; i < naming.layers.length; i++) {
      if (naming.layers[i].parent == p) count++;
    }
    if (count > most) {
      most = count;
      best = p;
    }
  }
  return best;
}
