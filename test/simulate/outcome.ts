/** What must hold when a request has been answered: what is there is what the answer says. */
import type { Failure, MountOutcome, RecoverOutcome } from "../../host/planner/generated/types.ts";
import { ownerOf } from "../simulated-kernel/idmap.ts";
import { type Mount, pathOf } from "../simulated-kernel/mount.ts";
import type { Node } from "../simulated-kernel/node.ts";
import { placeAt } from "../simulated-kernel/world.ts";
import type { Before } from "./run.ts";
import type { Runner } from "./runner.ts";
import type { Scenario } from "./scenario.ts";
import { HOST, layersOf, ownerOfUpper, TARGET, UPPER } from "./world.ts";

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** The root is at the target, made of the layers in their order, and writable if it was to be. */
export function mountedRight(runner: Runner, { mounts }: MountOutcome): void {
  const { kernel, watch, stranger } = runner;
  if (watch.made.length !== mounts.length && !stranger.touched) {
    watch.broken("all mounted", `${mounts.length} are told of, ${watch.made.length} are there`);
  }
  if (stranger.touched) return;
  const at = placeAt(kernel, TARGET);
  const [root] = watch.made;
  if (root === undefined || at === undefined || at.mount !== root) {
    watch.broken("at the target", "the root is not what is seen at the target");
    return;
  }
  if (root.fs.type === "overlay") layersRight(root, runner);
  if (runner.scenario.maps && runner.scenario.view !== "read-only") mapsRight(root, runner);
}

/** What is seen has owners by the maps, and what is written has an owner whom they know. */
function mapsRight(root: Mount, { kernel, watch, scenario }: Runner): void {
  const at = placeAt(kernel, `${TARGET}/file-0`);
  if (at === undefined) return;
  const [uid] = ownerOf(at.node, root.idmap);
  if (uid < HOST) watch.broken("mapped", `a file of the topmost layer belongs to ${uid}`);
  const upper = placeAt(kernel, UPPER);
  // As it is seen: it may lie behind a map of its own.
  const owner = upper && ownerOf(upper.node, upper.mount.idmap).join(":");
  if (root.fs.type === "overlay" && scenario.writable && owner === "0:0")
    watch.broken("mapped", `the upperdir belongs to ${owner}`);
}

function layersRight({ fs }: Mount, { kernel, watch, scenario }: Runner): void {
  const { writable } = scenario;
  const layers = layersOf(scenario);
  const wanted = layers.map((layer) => placeAt(kernel, layer)?.node);
  const parts = [...(fs.root.parts ?? [])];
  const seen: (Node | undefined)[] = writable ? parts.slice(1) : parts;
  const same = seen.length === wanted.length && seen.every((node, i) => node === wanted[i]);
  if (!same) watch.broken("layers", `${seen.map((node) => node?.name)} for ${wanted.map((node) => node?.name)}`);
  if (scenario.view === "read-only") {
    if (!fs.readOnly) watch.broken("read-only", "what was to be read can be written to");
    // What it would have been written to is seen first.
    if (writable && parts[0] !== placeAt(kernel, UPPER)?.node) watch.broken("layers", "the upperdir is not on top");
    return;
  }
  if (scenario.view !== undefined && fs.options.some((word) => word.endsWith("volatile")))
    watch.broken("temporary", "it is volatile");
  if (fs.readOnly && writable && scenario.proof !== "none" && !scenario.words.includes("ro"))
    watch.broken("writable", "the overlay is silently read-only");
}

/** Whatever is left is named; where all was undone, nothing is. */
export function leftRight({ kernel, watch, stranger, scenario }: Runner, { verdict, rule, left }: Failure): void {
  const named = left.map(latin1);
  const root = kernel.root.mount;
  const there = watch.made.flatMap((mount) => {
    const { parent, point } = mount;
    if (!parent || !point || watch.isPart(mount)) return [];
    return pathOf({ mount: parent, node: point }, root) ?? "nowhere";
  });
  const directories = watch.directories.size;
  const { maps } = scenario;
  if (verdict !== "left" && maps?.owner === "nobody of the maps" && ownerOfUpper(kernel) !== "0:0")
    watch.broken("all undone", `the upperdir belongs to ${ownerOfUpper(kernel)}`);
  const told = `${verdict} by ${rule}`;
  // A name that goes elsewhere between two programs takes what is there along: documented as what cannot be seen.
  if (stranger.moved || stranger.tookPlace) return;
  if (verdict !== "left" && there.length > 0)
    watch.broken("nothing left", `${told}, and ${there.join(", ")} is mounted`);
  if (verdict !== "left" && directories > 0) watch.broken("nothing left", `${told}, and a directory is there`);
  if (named.length < there.length)
    watch.broken("left is named", `${there.length} mounts are there: ${told}: ${named.join(", ")}`);
  if (stranger.touched) return;
  const missing = there.find((path) => !named.some((name) => samePath(name, path)));
  if (missing !== undefined) watch.broken("left is named", `${missing} is there, named are ${named.join(", ")}`);
  const calm = scenario.faults.length === 0 && scenario.acts.length === 0;
  if (calm && verdict === "left") watch.broken("all undone", `${told}, though nobody was in the way`);
}

/** After a death: whatever of the run is still there is named, and where nobody was in the way nothing is. */
export function recoveredRight({ kernel, watch, stranger, scenario }: Runner, { left }: RecoverOutcome): void {
  const named = left.map(latin1);
  const root = kernel.root.mount;
  if (stranger.moved) return;
  const there = watch.made.flatMap(({ parent, point }) => {
    return parent && point ? (pathOf({ mount: parent, node: point }, root) ?? "nowhere") : [];
  });
  const told = `after a death: left ${named.join(", ") || "nothing"}`;
  // A bind of mount(2) has no name and no id that would tell it from anybody else's; neither has an image that is
  // mounted from its own path.
  const isBind = scenario.kind === "bind" || (scenario.layers.length === 1 && !scenario.writable);
  const isNameless = (isBind && scenario.kernel === "5.10") || scenario.kind === "erofs";
  // Nor does anything lead to where somebody moved it.
  const isHidden = isNameless && scenario.acts.some(({ what }) => what === "moves the mount at the target");
  if (named.length < there.length && !isHidden)
    watch.broken("left is named", `${there.join(", ")} is mounted, ${told}`);
  // What the process did last is not known, and a name that leads elsewhere now tells nothing of it.
  if (watch.directories.size > 0 && named.length === 0 && !stranger.touched)
    watch.broken("left is named", `a directory is there, ${told}`);
  const isCalm = scenario.faults.length === 0 && scenario.acts.length === 0;
  const isUntold = isNameless && there.length + watch.directories.size > 0;
  if (isCalm && named.length > 0 && !isUntold) watch.broken("all undone", `nobody was in the way, ${told}`);
}

function samePath(one: string, other: string): boolean {
  return one.replace(/\/+/g, "/") === other.replace(/\/+/g, "/");
}

/** When faults have stopped and strangers are gone, nothing of ours stays. */
export function endedRight({ kernel, watch }: Runner, { mounts, descriptors }: Before): void {
  if (watch.made.length > 0) watch.broken("liveness", `${watch.made.length} mounts cannot be taken down`);
  const more = [...kernel.mounts].filter((mount) => !mounts.has(mount));
  if (more.length > 0) watch.broken("mount table", `${more.length} mounts more than before`);
  const open = kernel.descriptors.size - descriptors;
  if (open !== 0) watch.broken("descriptors", `${open} more are open than before`);
}

/** Nobody is in the way, nothing fails, and what is asked for can be done on every kernel. */
export function mustWork({
  spoil,
  faults,
  acts,
  words,
  way,
  pageSize,
  valueMax,
  below,
  kind,
  kernel,
  writable,
  view,
  maps,
  ordinary,
  others,
}: Scenario): boolean {
  const isCalm = maps === undefined && spoil === undefined && faults.length === 0 && acts.length === 0;
  const isUsual = words.length === 0 && way === undefined && pageSize === 4096 && valueMax === 255;
  const isLegacyBind = kind === "bind" && kernel === "5.10" && (!writable || view === "read-only");
  // Debian's 5.10 has no overlay for an ordinary user.
  if (kind === "erofs" || others !== undefined || (ordinary && kernel === "5.10")) return false;
  return isCalm && isUsual && below.length < (kind === "tmpfs" ? 1 : 2) && !isLegacyBind;
}
