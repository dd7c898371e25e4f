// Id-mapped clones, and whether overlays take layers of them: detached ones, and where they do not, attached ones.

import { RULE_PROBE_CLEAN, RULE_PROBE_TRY } from "../generated/rules.ts";
import {
  AT_EMPTY_PATH,
  MNT_DETACH,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_PRIVATE,
  O_RDONLY,
  OPEN_TREE_CLONE,
  UMOUNT_NOFOLLOW,
} from "../kernel/flags.ts";
import { NO_CWD, Speller } from "../names/spelling.ts";
import { CWD } from "../program/layout.ts";
import { child } from "../program/of-the-shim.ts";
import { close, fchdir, open } from "../program/on-files.ts";
import { mountIdmap, moveMount, openTree, umount, userns } from "../program/on-mounts.ts";
import { CLONES, HOLDER, LOOK, NAMESPACES, PARENTS } from "../run/registers.ts";
import { Trials } from "./trial.ts";

/** Root of the map is root of the machine, who may give that. */
const MAP: string = "0 0 1\n";

/** Makes a user namespace and an id-mapped clone of the probe's directory; both stay open. */
function tryClone(trials: Trials): void {
  const p = trials.program;
  trials.begin();
  const uid = p.word(MAP);
  const gid = p.word(MAP);
  userns(p, RULE_PROBE_TRY, NAMESPACES, uid, gid);
  trials.end("user-namespace");
  trials.begin();
  openTree(p, RULE_PROBE_TRY, CLONES, LOOK, trials.name(""), OPEN_TREE_CLONE);
  mountIdmap(p, RULE_PROBE_TRY, CLONES, AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, MS_PRIVATE, NAMESPACES);
  trials.end("idmap");
}

function tryLayers(trials: Trials, name: string): void {
  const p = trials.program;
  trials.begin();
  trials.context();
  const speller = new Speller(p, NO_CWD, PARENTS);
  const text = p.size;
  speller.descriptor(CLONES);
  p.putWord("a:");
  speller.descriptor(CLONES);
  p.putWord("b");
  p.end();
  speller.fill(RULE_PROBE_TRY);
  trials.string("lowerdir", text);
  trials.create();
  trials.endContext(name);
}

function endClone(trials: Trials): void {
  const p = trials.program;
  p.soft(close(p, RULE_PROBE_CLEAN, CLONES));
  p.soft(close(p, RULE_PROBE_CLEAN, NAMESPACES));
}

export function tryMapped(trials: Trials): void {
  const p = trials.program;
  tryClone(trials);
  // A file system that cannot be mapped says EINVAL, as a kernel does that knows no maps; ours may not be given.
  trials.begin();
  const own = p.word("/proc/self/ns/user");
  open(p, RULE_PROBE_TRY, HOLDER, CWD, own, O_RDONLY);
  mountIdmap(p, RULE_PROBE_TRY, CLONES, AT_EMPTY_PATH, 0, 0, HOLDER);
  trials.end("idmap-known");
  p.soft(close(p, RULE_PROBE_CLEAN, HOLDER));
  tryLayers(trials, "detached-layers");
  endClone(trials);
}

/** For kernels that take no layers of detached clones: one that is attached for as long as it takes. */
export function tryAttachedLayers(trials: Trials): void {
  const p = trials.program;
  trials.make("m");
  tryClone(trials);
  trials.begin();
  const at = trials.name("m");
  moveMount(p, RULE_PROBE_TRY, CLONES, LOOK, at, MOVE_MOUNT_F_EMPTY_PATH);
  trials.end("attached-clone");
  tryLayers(trials, "idmapped-layers");
  endClone(trials);
  trials.begin();
  child(p, RULE_PROBE_CLEAN, 2);
  fchdir(p, RULE_PROBE_CLEAN, LOOK);
  umount(p, RULE_PROBE_CLEAN, at, UMOUNT_NOFOLLOW | MNT_DETACH);
  trials.end("detached-clone");
  trials.remove("m");
}
