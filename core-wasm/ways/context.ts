// The three ways through fsopen and fsconfig: a value for each layer, a string of 255 bytes or a descriptor.

import {
  RULE_BUDGET_FSCONFIG_TOTAL,
  RULE_BUDGET_PATH,
  RULE_BUDGET_VALUE,
  RULE_WAY_NO_CONTEXT,
  RULE_WAY_NO_DATADIR,
  RULE_WAY_NO_DESCRIPTORS,
  RULE_WAY_NO_FLAG_WORD,
  RULE_WAY_NO_STRINGS,
} from "../generated/rules.ts";
import { Capabilities, Features, Way } from "../generated/types.ts";
import { MS_I_VERSION } from "../kernel/flags.ts";
import { ABSOLUTE, Named } from "../names/naming.ts";
import { NO_CWD } from "../names/spelling.ts";
import { Overlay } from "../overlay/overlay.ts";
import { has, pathBytes } from "./budgets.ts";
import { ABSOLUTE_STRING_LAYER, CONTEXT_FIXED, DESCRIPTOR_LAYER, PARENT, STRING_LAYER } from "./costs.ts";
import { Fit } from "./fit.ts";

/** How one name goes into a context. */
export enum Form {
  /** From the working directory. */
  NAME = 0,
  /** The absolute path. */
  FULL = 1,
  /** An O_PATH descriptor. */
  DESCRIPTOR = 2,
}

/** The cheapest form in which this way carries the name. */
export function formOf(named: Named, way: i32, cwd: i32, valueMax: i32): Form {
  if (way == Way.DESCRIPTORS) return Form.DESCRIPTOR;
  if (cwd != NO_CWD && named.parent == cwd) {
    if (way == Way.STRINGS || named.name.length <= valueMax) return Form.NAME;
    return Form.DESCRIPTOR;
  }
  if (way == Way.STRINGS || named.full.length <= valueMax) return Form.FULL;
  return Form.DESCRIPTOR;
}

export function layersByString(capabilities: Capabilities): bool {
  return has(capabilities, Features.LOWERDIR_PLUS);
}

export function layersByDescriptor(capabilities: Capabilities): bool {
  return has(capabilities, Features.LOWERDIR_FD) || has(capabilities, Features.LOWERDIR_FD_RDONLY);
}

/** Whether this way is open and every value holds its budget. */
export function fitContext(overlay: Overlay, capabilities: Capabilities, way: i32, cwd: i32, fit: Fit): void {
  const naming = overlay.naming;
  const context = has(capabilities, Features.FSOPEN) && has(capabilities, Features.MOVE_MOUNT);
  if (!context || !has(capabilities, Features.OPTION_KEYS)) fit.forbid(RULE_WAY_NO_CONTEXT);
  if (way != Way.DESCRIPTORS && !layersByString(capabilities)) fit.forbid(RULE_WAY_NO_STRINGS);
  if (way != Way.STRINGS && !layersByDescriptor(capabilities)) fit.forbid(RULE_WAY_NO_DESCRIPTORS);
  if (overlay.dataOnly > 0 && !has(capabilities, Features.DATADIR_PLUS)) fit.forbid(RULE_WAY_NO_DATADIR);
  if ((overlay.set & MS_I_VERSION) != 0) fit.forbid(RULE_WAY_NO_FLAG_WORD);
  const max = capabilities.valueMax;
  let total = overlay.source.length;
  fit.spend(RULE_BUDGET_VALUE, overlay.source.length, max);
  fit.cost = CONTEXT_FIXED + naming.parents.length * PARENT;
  for (let i = 0; i < naming.layers.length; i++) {
    const layer = naming.layers[i];
    const form = formOf(layer, way, cwd, max);
    const length = form == Form.FULL ? layer.full.length : layer.name.length;
    if (form == Form.DESCRIPTOR) {
      fit.cost += DESCRIPTOR_LAYER;
      fit.spend(RULE_BUDGET_PATH, layer.name.length, pathBytes(capabilities));
    } else {
      fit.cost += form == Form.NAME ? STRING_LAYER : ABSOLUTE_STRING_LAYER;
      total += 10 + length;
      fit.spend(RULE_BUDGET_VALUE, length, max);
    }
  }
  const upper = naming.upper;
  const work = naming.work;
  if (upper !== null) total += spendUpper(upper, capabilities, way, cwd, fit);
  if (work !== null) total += spendUpper(work, capabilities, way, cwd, fit);
  for (let i = 0; i < overlay.words.length; i++) {
    total += overlay.words[i].length + 1;
    fit.spend(RULE_BUDGET_VALUE, overlay.words[i].length, max);
  }
  if (capabilities.fsconfigTotal > 0) fit.spend(RULE_BUDGET_FSCONFIG_TOTAL, total, capabilities.fsconfigTotal);
  // A mixed mount without a long name is a mount by strings: never chosen for itself.
  if (way == Way.MIXED) fit.cost++;
}

/** The form of upperdir or workdir, which may be a string also where the layers are descriptors. */
export function upperForm(named: Named, capabilities: Capabilities, way: i32, cwd: i32): Form {
  if (!has(capabilities, Features.UPPERDIR_FD)) return formOf(named, Way.STRINGS, cwd, capabilities.valueMax);
  return formOf(named, way, cwd, capabilities.valueMax);
}

function spendUpper(named: Named, capabilities: Capabilities, way: i32, cwd: i32, fit: Fit): i32 {
  const form = upperForm(named, capabilities, way, cwd);
  if (form == Form.DESCRIPTOR) {
    fit.spend(RULE_BUDGET_PATH, named.name.length, pathBytes(capabilities));
    return 0;
  }
  const length = form == Form.FULL || named.parent == ABSOLUTE ? named.full.length : named.name.length;
  fit.spend(RULE_BUDGET_VALUE, length, capabilities.valueMax);
  return length + 9;
}
