/** What an overlay is to be made of, option by option: each is looked up as soon as it is given. */
import type { Run } from "../driver.ts";
import type { Description } from "../kernel.ts";
import { type Path, shownPath } from "../mount.ts";
import * as n from "../numbers.ts";
import { resolve } from "../walk.ts";
import { type Say, splitLowerdir, splitOptions, takeWord, unescaped } from "./words.ts";

/** A layer, and the text that the kernel will show for it. */
export interface Layer {
  readonly path: Path;
  readonly shown: string;
}

/** Everything that was given so far. */
export class OverlayConfig {
  lowers: Layer[] = [];
  /** How many of the lowest hold data only. */
  data = 0;
  /** By `::` of lowerdir=, or by datadir+. */
  dataByKey = false;
  /** The value of lowerdir=, as it was given. */
  lowerdir: string | undefined;
  upper: Layer | undefined;
  work: Layer | undefined;
  readonly words = new Map<string, string>();
}

/** Whether a directory may be a layer; errno, or 0. */
function check({ kernel: { rules } }: Run, name: string, { mount, node }: Path, isTop: boolean, say: Say): number {
  if (!node.isDirectory && rules.errnos.layerNoDirectory !== 0) {
    say(`e overlay: ${name} is not a directory\n`);
    return rules.errnos.layerNoDirectory;
  }
  if (!isTop) return 0;
  if (node.fs.type === "overlay" && rules.errnos.upperOnOverlay !== 0) {
    say(`e overlay: filesystem on ${name} not supported as upperdir\n`);
    return rules.errnos.upperOnOverlay;
  }
  const isReadOnly = (mount.attributes & n.MOUNT_ATTR_RDONLY) !== 0 || mount.fs.readOnly;
  if (!isReadOnly || rules.errnos.upperReadOnly === 0) return 0;
  say(`e overlay: filesystem on ${name} is read-only\n`);
  return rules.errnos.upperReadOnly;
}

function find(run: Run, name: string, isTop: boolean, say: Say): Path | number {
  if (name === "") return -n.EINVAL;
  const { kernel, session } = run;
  const from = name.startsWith("/") ? kernel.root : session.cwd;
  const path = resolve(kernel.walker, from, name);
  if (typeof path === "number") return path === -n.ENOENT ? -kernel.rules.errnos.missingLayer : path;
  const errno = check(run, name, path, isTop, say);
  return errno === 0 ? path : -errno;
}

function tooMany({ kernel: { rules } }: Run, count: number, say: Say): number {
  if (count <= rules.budgets.layers) return 0;
  say(`e overlay: too many lower directories, limit is ${rules.budgets.layers}\n`);
  return -rules.errnos.tooManyLayers;
}

function takeLowerdir(run: Run, config: OverlayConfig, value: string, say: Say): number {
  config.lowers = [];
  config.data = 0;
  if (value === "") return 0;
  const split = splitLowerdir(value, run.kernel.rules);
  if (typeof split === "number") return split;
  const many = tooMany(run, split.names.length, say);
  if (many !== 0) return many;
  for (const name of split.names) {
    const path = find(run, unescaped(name), false, say);
    if (typeof path === "number") return path;
    config.lowers.push({ path, shown: name });
  }
  config.data = split.data;
  config.lowerdir = value;
  return 0;
}

function addLayer(run: Run, config: OverlayConfig, key: string, layer: Layer, say: Say): number {
  if (config.lowerdir !== undefined) {
    say("e overlay: lowerdir+ and datadir+ cannot follow lowerdir\n");
    return -n.EINVAL;
  }
  if (key === "lowerdir+" && config.data > 0) {
    say("e overlay: regular lower layers cannot follow data layers\n");
    return -n.EINVAL;
  }
  const many = tooMany(run, config.lowers.length + 1, say);
  if (many !== 0) return many;
  if (key === "datadir+") {
    config.data++;
    config.dataByKey = true;
  }
  config.lowers.push(layer);
  return 0;
}

/** Whether a key names a directory. */
function namesDirectory(key: string): boolean {
  return key === "lowerdir+" || key === "datadir+" || key === "upperdir" || key === "workdir";
}

function put(run: Run, config: OverlayConfig, key: string, layer: Layer, say: Say): number {
  if (key.endsWith("+")) return addLayer(run, config, key, layer, say);
  if (key === "upperdir") config.upper = layer;
  else config.work = layer;
  return 0;
}

/** Takes one option; a value of undefined: a flag. */
export function takeOption(run: Run, config: OverlayConfig, key: string, value: string | undefined, say: Say): number {
  const { rules } = run.kernel;
  const isKnown =
    key !== "lowerdir+" && key !== "datadir+"
      ? true
      : rules.features.lowerdirPlus && (key !== "datadir+" || rules.texts.datadirPlus !== "no");
  if (!isKnown || (key !== "lowerdir" && !namesDirectory(key))) return takeWord(config.words, key, value, rules, say);
  if (value === undefined || (value === "" && key !== "lowerdir")) {
    say(`e overlay: Bad value for '${key}'\n`);
    return -n.EINVAL;
  }
  if (key === "lowerdir") return takeLowerdir(run, config, value, say);
  const isTop = !key.endsWith("+");
  const path = find(run, isTop ? unescaped(value) : value, isTop, say);
  return typeof path === "number" ? path : put(run, config, key, { path, shown: value }, say);
}

/** Takes a directory by a descriptor. */
export function takeDescriptor(run: Run, config: OverlayConfig, key: string, given: Description, say: Say): number {
  const { rules } = run.kernel;
  const { fdByPath, fdByReading } = rules.errnos;
  const errno = (given.flags & n.O_PATH) !== 0 ? fdByPath : fdByReading;
  if (errno !== 0) {
    if (errno === n.EINVAL) say(`e overlay: Bad value for '${key}'\n`);
    return -errno;
  }
  if (!namesDirectory(key) && key !== "lowerdir")
    return takeWord(config.words, key, undefined, rules, say) || -n.EINVAL;
  if (!rules.features.fdLayers || key === "lowerdir") {
    say(`e overlay: Bad value for '${key}'\n`);
    return -n.EINVAL;
  }
  const { path } = given;
  if (path === undefined) return -n.EINVAL;
  const shown = shownPath(path);
  const refused = check(run, shown, path, !key.endsWith("+"), say);
  if (refused !== 0) return -refused;
  return shown.length >= n.PATH_MAX ? -n.ENAMETOOLONG : put(run, config, key, { path, shown }, say);
}

/** Takes all options of one text. */
export function takeText(run: Run, config: OverlayConfig, text: string, say: Say): number {
  for (const option of splitOptions(text)) {
    const at = option.indexOf("=");
    if (at === 0) continue;
    const key = at < 0 ? option : option.slice(0, at);
    const result = takeOption(run, config, key, at < 0 ? undefined : option.slice(at + 1), say);
    if (result !== 0) return result;
  }
  return 0;
}
