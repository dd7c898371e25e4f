import { ascii, Bytes } from "../bytes/bytes.ts";
import {
  RULE_BIND_NO_SOURCE,
  RULE_BIND_UNAVAILABLE,
  RULE_BIND_WORDS,
  RULE_BUDGET_LOWER,
  RULE_BUDGET_OPTION_PAGE,
  RULE_BUDGET_PATH,
  RULE_IDMAP_PLAIN,
  RULE_LATER_LOOP,
  RULE_LATER_TEMPLATE,
  RULE_LIST_FIRST_ROOT,
  RULE_OVERLAY_NO_LOWER,
  RULE_OVERLAY_SINGLE_LOWER,
  RULE_OVERLAY_SINGLE_LOWER_WORD,
  RULE_OVERLAY_UNAVAILABLE,
  RULE_PATH_NUL,
  RULE_TYPE_EMPTY,
} from "../generated/rules.ts";
import { Capabilities, Features, Mount, MountRequest, View } from "../generated/types.ts";
import { mayMap, mayMapLayers, readMaps } from "../idmap/maps.ts";
import { MS_BIND, MS_RDONLY, MS_REC } from "../kernel/flags.ts";
import { find8 } from "../memory/memory.ts";
import { Naming } from "../names/naming.ts";
import { sourceNamed } from "../names/token.ts";
import { Overlay } from "../overlay/overlay.ts";
import { Refusal } from "../refusal/refusal.ts";
import { has, optionPage, pathBytes } from "../ways/budgets.ts";
import { chooseWay } from "../ways/choose.ts";
import { Meaning } from "../words/meaning.ts";
import { readMountWords } from "../words/mount-words.ts";
import { spellWords } from "./kernel-words.ts";
import { Kind, MountPlan } from "./mount-plan.ts";
import { checkedPath, checkLayers, subTarget } from "./paths.ts";
import { fitOverlayWords, mayMountType } from "./privilege.ts";
import { separate } from "./separate.ts";
import { applyView } from "./view.ts";

/** Plans one mount of the list before anything is looked at; null: refused. */
export function planMount(
  request: MountRequest,
  index: i32,
  capabilities: Capabilities,
  told: bool,
  refusal: Refusal,
): MountPlan | null {
  const mount = request.mounts.get(index);
  refusal.mount = index;
  const fstype = mount.fstype;
  if (fstype.length == 0 || find8(fstype.at, fstype.length, 0) >= 0) {
    refusal.refuse(RULE_TYPE_EMPTY, fstype);
    return null;
  }
  if (isTemplate(fstype)) {
    refusal.refuse(RULE_LATER_TEMPLATE, fstype);
    return null;
  }
  if (fstype.length > pathBytes(capabilities)) {
    refusal.over(RULE_BUDGET_PATH, fstype, fstype.length, pathBytes(capabilities));
    return null;
  }
  const target = subTarget(mount.target, capabilities, refusal);
  if (refusal.rule >= 0) return null;
  if (index == 0 && target.length > 0) {
    refusal.refuse(RULE_LIST_FIRST_ROOT, mount.target);
    return null;
  }
  const isOverlay = fstype.is("overlay");
  const meaning = new Meaning();
  meaning.readOnly = request.view == View.READ_ONLY;
  if (!readMountWords(mount, meaning, refusal)) return null;
  const plan = new MountPlan(index, target, fstype, sourceOf(mount, request, index));
  applyView(plan, request.view, isOverlay && (meaning.flagsSet & MS_BIND) == 0, meaning);
  if (!isThere(mount, meaning, refusal)) return null;
  plan.set = meaning.flagsSet & ~(MS_BIND | MS_REC);
  plan.clear = meaning.flagsClear;
  plan.propagation = meaning.propagation;
  plan.words = meaning.words;
  const layered = isOverlay && (meaning.flagsSet & MS_BIND) == 0;
  if (!readMaps(plan, mount, meaning, request.view == View.READ_ONLY && layered, refusal)) return null;
  if (isOverlay && (meaning.flagsSet & MS_BIND) == 0) {
    return planOverlay(plan, request, meaning, capabilities, told, refusal) ? plan : null;
  }
  if (fstype.is("bind") || (meaning.flagsSet & MS_BIND) != 0) {
    plan.recursive = (meaning.flagsSet & MS_REC) != 0;
    return planBind(plan, mount.source, meaning, capabilities, refusal) ? plan : null;
  }
  plan.data = meaning.data;
  if (plan.maps !== null) {
    refusal.refuse(RULE_IDMAP_PLAIN, fstype);
    return null;
  }
  return planPlain(plan, capabilities, refusal) ? plan : null;
}

/**
 * What the mount's source is called. What has no device is named after the run, unless it is given a name of its own:
 * so it is found again when the process dies before it could see the mount.
 */
function sourceOf(mount: Mount, request: MountRequest, index: i32): Bytes {
  const source = mount.source;
  const isNamed = source.length > 0 && !source.equals(mount.fstype) && !source.is("none");
  const hasDevice = !mount.fstype.is("overlay") && !mount.fstype.is("tmpfs");
  if (request.hasToken && !isNamed && !hasDevice) return sourceNamed(request.token, index);
  return source.length > 0 ? source : mount.fstype;
}

function isTemplate(fstype: Bytes): bool {
  return fstype.startsWith("format/") || fstype.startsWith("mkdir/") || fstype.startsWith("mkfs/");
}

/** Whether what the words ask for is there already. */
function isThere(mount: Mount, meaning: Meaning, refusal: Refusal): bool {
  return !meaning.loop || refusal.refuse(RULE_LATER_LOOP, mount.source);
}

function planOverlay(
  plan: MountPlan,
  request: MountRequest,
  meaning: Meaning,
  capabilities: Capabilities,
  told: bool,
  refusal: Refusal,
): bool {
  const count = meaning.lowers.length;
  const dataOnly = meaning.dataOnly.length;
  if (count == 0) return refusal.refuse(RULE_OVERLAY_NO_LOWER, plan.source);
  if (count + dataOnly > capabilities.lowerMax) {
    return refusal.over(RULE_BUDGET_LOWER, plan.source, count + dataOnly, capabilities.lowerMax);
  }
  for (let i = 0; i < dataOnly; i++) meaning.lowers.push(meaning.dataOnly[i]);
  const layers = meaning.lowers;
  const shared = checkLayers(plan, layers, capabilities, refusal);
  if (shared < 0) return false;
  const upper = checkedPath(meaning.upper, capabilities, refusal);
  const work = checkedPath(meaning.work, capabilities, refusal);
  if (refusal.rule >= 0) return false;
  if (upper !== null && work !== null && !separate(layers, shared, upper, work, request.allow, refusal)) return false;
  if (count == 1 && dataOnly == 0 && upper === null) {
    plan.became = RULE_OVERLAY_SINGLE_LOWER;
    for (let i = 0; i < meaning.data.length; i++) plan.warn(RULE_OVERLAY_SINGLE_LOWER_WORD, meaning.data[i]);
    plan.kind = Kind.BIND;
    plan.source = layers[0].length == 0 ? ascii("/") : layers[0];
    plan.set |= MS_RDONLY;
    return plan.maps === null || mayMap(plan, capabilities, refusal);
  }
  if (!checkSource(plan.source, capabilities, refusal)) return false;
  if (!has(capabilities, Features.OVERLAY)) return refusal.refuse(RULE_OVERLAY_UNAVAILABLE, plan.source);
  const maps = plan.maps;
  if (maps !== null && !mayMapLayers(plan, maps, request, capabilities, refusal)) return false;
  const naming = new Naming(layers, shared, plan.special, upper, work, maps !== null);
  const overlay = new Overlay(naming, plan.source);
  overlay.dataOnly = dataOnly;
  overlay.words = meaning.data;
  overlay.set = plan.set;
  overlay.clear = plan.clear;
  spellWords(plan, overlay, capabilities);
  if (!fitOverlayWords(plan, overlay, capabilities, refusal)) return false;
  plan.kind = Kind.OVERLAY;
  plan.overlay = overlay;
  plan.choice = chooseWay(overlay, capabilities, request.hasWay ? request.way : -1, told, refusal);
  return plan.choice !== null;
}

function planBind(
  plan: MountPlan,
  source: Bytes,
  meaning: Meaning,
  capabilities: Capabilities,
  refusal: Refusal,
): bool {
  plan.kind = Kind.BIND;
  if (source.length == 0) return refusal.refuse(RULE_BIND_NO_SOURCE, source);
  const path = checkedPath(source, capabilities, refusal);
  if (path === null || refusal.rule >= 0) return false;
  // The kernel ignores data of a bind mount without a word: a word that does nothing is refused instead.
  if (meaning.data.length > 0) return refusal.refuse(RULE_BIND_WORDS, meaning.data[0]);
  plan.source = path.length == 0 ? ascii("/") : path;
  if (!has(capabilities, Features.BIND)) return refusal.refuse(RULE_BIND_UNAVAILABLE, plan.source);
  return plan.maps === null || mayMap(plan, capabilities, refusal);
}

/** mount(2) copies a source as it copies a path; it need not be one. */
function checkSource(source: Bytes, capabilities: Capabilities, refusal: Refusal): bool {
  if (find8(source.at, source.length, 0) >= 0) return refusal.refuse(RULE_PATH_NUL, source);
  if (source.length <= pathBytes(capabilities)) return true;
  return refusal.over(RULE_BUDGET_PATH, source, source.length, pathBytes(capabilities));
}

function planPlain(plan: MountPlan, capabilities: Capabilities, refusal: Refusal): bool {
  plan.kind = Kind.PLAIN;
  if (!mayMountType(plan.fstype, capabilities, refusal) || !checkSource(plan.source, capabilities, refusal))
    return false;
  let needs = 0;
  for (let i = 0; i < plan.data.length; i++) needs += plan.data[i].length + (i > 0 ? 1 : 0);
  if (needs > optionPage(capabilities)) {
    return refusal.over(RULE_BUDGET_OPTION_PAGE, plan.fstype, needs, optionPage(capabilities));
  }
  return true;
}
