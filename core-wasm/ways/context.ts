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
  RULE_WAY_NOT_MAPPED,
} from "../generated/rules.ts";
import { Capabilities, Features, Way } from "../generated/types.ts";
import { MS_I_VERSION } from "../kernel/flags.ts";
import { Named } from "../names/named.ts";
import { NO_CWD } from "../names/spelling.ts";
import { Overlay } from "../overlay/overlay.ts";
import { escapedLength } from "../words/escape.ts";
import { keyLength, wordValue } from "../words/value.ts";
import { has, pathBytes } from "./budgets.ts";
import { ABSOLUTE_STRING_LAYER, CONTEXT_FIXED, DESCRIPTOR_LAYER, PARENT, STRING_LAYER } from "./costs.ts";
import { Fit } from "./fit.ts";

/** Bytes around a value in a legacy context's text: `,lowerdir+=`, `,datadir+=`, `,upperdir=`, `,workdir=`. */
const LOWERDIR: i32 = 11;
const DATADIR: i32 = 10;
const UPPERDIR: i32 = 10;
const WORKDIR: i32 = 9;

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
    if (way == Way.STRINGS || named.length <= valueMax) return Form.NAME;
    return Form.DESCRIPTOR;
  }
  if (named.mapped) return Form.DESCRIPTOR;
  if (way == Way.STRINGS || named.full.length <= valueMax) return Form.FULL;
  return Form.DESCRIPTOR;
}

function layersByString(capabilities: Capabilities): bool {
  return has(capabilities, Features.LOWERDIR_PLUS);
}

function layersByDescriptor(capabilities: Capabilities): bool {
  return has(capabilities, Features.LOWERDIR_FD) || has(capabilities, Features.LOWERDIR_FD_RDONLY);
}

/** Whether this way is open and every value holds its budget. */
export function fitContext(overlay: Overlay, capabilities: Capabilities, way: i32, cwd: i32, fit: Fit): void {
  const naming = overlay.naming;
  const context = has(capabilities, Features.FSOPEN) && has(capabilities, Features.MOVE_MOUNT);
  if (!context || !has(capabilities, Features.OPTION_KEYS)) fit.forbid(RULE_WAY_NO_CONTEXT);
  if (way != Way.DESCRIPTORS && !layersByString(capabilities)) fit.forbid(RULE_WAY_NO_STRINGS);
  if (way != Way.STRINGS && !layersByDescriptor(capabilities)) fit.forbid(RULE_WAY_NO_DESCRIPTORS);
  if (overlay.dataOnly > 0 && !has(capabilities, Features.DATADIR_PLUS)) {
    // 6.7 to 6.15 take them, but only together with metacopy=on (kernels.md).
    if (!layersByString(capabilities) || !overlay.hasWord("metacopy=on")) fit.forbid(RULE_WAY_NO_DATADIR);
  }
  if ((overlay.set & MS_I_VERSION) != 0) fit.forbid(RULE_WAY_NO_FLAG_WORD);
  const max = capabilities.valueMax;
  // What a legacy context collects: a comma, the key, an equals sign and the value; the source is kept elsewhere.
  let total = 0;
  fit.spend(RULE_BUDGET_VALUE, overlay.source.length, max);
  fit.cost = CONTEXT_FIXED + naming.parents.length * PARENT;
  const firstData = naming.layers.length - overlay.dataOnly;
  for (let i = 0; i < naming.layers.length; i++) {
    const layer = naming.layers[i];
    const form = formOf(layer, way, cwd, max);
    const length = form == Form.FULL ? layer.full.length : layer.length;
    if (form == Form.DESCRIPTOR) {
      if (way == Way.STRINGS) fit.forbid(RULE_WAY_NOT_MAPPED);
      fit.cost += DESCRIPTOR_LAYER;
      fit.spend(RULE_BUDGET_PATH, layer.length, pathBytes(capabilities));
    } else {
      fit.cost += form == Form.NAME ? STRING_LAYER : ABSOLUTE_STRING_LAYER;
      total += (i < firstData ? LOWERDIR : DATADIR) + length;
      fit.spend(RULE_BUDGET_VALUE, length, max);
    }
  }
  const upper = naming.upper;
  const work = naming.work;
  if (upper !== null) total += UPPERDIR + spendUpper(upper, capabilities, way, cwd, fit);
  if (work !== null) total += WORKDIR + spendUpper(work, capabilities, way, cwd, fit);
  for (let i = 0; i < overlay.words.length; i++) {
    const word = overlay.words[i];
    total += word.length + 1;
    fit.spend(RULE_BUDGET_VALUE, keyLength(word), max);
    fit.spend(RULE_BUDGET_VALUE, wordValue(word).length, max);
  }
  if (capabilities.fsconfigTotal > 0) fit.spend(RULE_BUDGET_FSCONFIG_TOTAL, total, capabilities.fsconfigTotal);
  // A mixed mount without a long name is a mount by strings: never chosen for itself.
  if (way == Way.MIXED) fit.cost++;
}

/**
 * The form of upperdir or workdir, which may be a string also where the layers are descriptors. Unlike lowerdir+ the
 * kernel takes escapes out of these two, so that it is the escaped name that must fit (words/escape.ts).
 */
export function upperForm(named: Named, way: i32, cwd: i32, valueMax: i32, byDescriptor: bool): Form {
  if (byDescriptor && way == Way.DESCRIPTORS) return Form.DESCRIPTOR;
  const beneath = cwd != NO_CWD && named.parent == cwd;
  const length = beneath ? named.escaped() : escapedLength(named.full);
  if (byDescriptor && way == Way.MIXED && length > valueMax) return Form.DESCRIPTOR;
  return beneath ? Form.NAME : Form.FULL;
}

function spendUpper(named: Named, capabilities: Capabilities, way: i32, cwd: i32, fit: Fit): i32 {
  const form = upperForm(named, way, cwd, capabilities.valueMax, has(capabilities, Features.UPPERDIR_FD));
  if (form == Form.DESCRIPTOR) {
    fit.spend(RULE_BUDGET_PATH, named.length, pathBytes(capabilities));
    return 0;
  }
  const length = form == Form.NAME ? named.escaped() : escapedLength(named.full);
  fit.spend(RULE_BUDGET_VALUE, length, capabilities.valueMax);
  return length;
}
