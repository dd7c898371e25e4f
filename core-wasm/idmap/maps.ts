// The maps of one mount: read from words or typed, and whether this machine can do what they ask for.

import { ascii, Bytes } from "../bytes/bytes.ts";
import {
  RULE_IDMAP_ALONE,
  RULE_IDMAP_ATTACHED,
  RULE_IDMAP_BIND,
  RULE_IDMAP_DETACHED,
  RULE_IDMAP_MAPS,
  RULE_IDMAP_NO_KERNEL,
  RULE_IDMAP_NO_LAYERS,
  RULE_IDMAP_NO_OPENAT2,
  RULE_IDMAP_NO_SCRATCH,
  RULE_IDMAP_ORDINARY,
  RULE_IDMAP_TWICE,
  RULE_VIEW_MAPS,
} from "../generated/rules.ts";
import { Capabilities, Features, Mount, MountRequest } from "../generated/types.ts";
import { MountPlan } from "../plan/mount-plan.ts";
import { isNamespaced } from "../plan/privilege.ts";
import { Refusal } from "../refusal/refusal.ts";
import { NAMESPACES, NAMESPACES_MAX } from "../run/registers.ts";
import { has } from "../ways/budgets.ts";
import { Meaning } from "../words/meaning.ts";
import { IdMap, readMap, typedMap } from "./map.ts";

/** Both maps of a mount, and the register of the user namespace that holds them. */
export class Maps {
  uid: IdMap;
  gid: IdMap;
  register: i32 = -1;
  /** The namespace is not there yet: this mount makes it. */
  fresh: bool = false;
  /** Clones are attached for as long as the mount takes. */
  attached: bool = false;

  constructor(uid: IdMap, gid: IdMap) {
    this.uid = uid;
    this.gid = gid;
  }

  same(uid: Bytes, gid: Bytes): bool {
    return this.uid.text.equals(uid) && this.gid.text.equals(gid);
  }
}

/** The maps of a mount into its plan, which has none where none are asked for, or `plain`. False: refused. */
export function readMaps(plan: MountPlan, mount: Mount, meaning: Meaning, plain: bool, refusal: Refusal): bool {
  const uidWord = meaning.uidmap;
  const gidWord = meaning.gidmap;
  const typedUid = mount.hasUidMap && mount.uidMap.length > 0;
  const typedGid = mount.hasGidMap && mount.gidMap.length > 0;
  const typed = typedUid || typedGid;
  if (plain && typed) {
    plan.warn(RULE_VIEW_MAPS, ascii("uidmap="));
    return true;
  }
  if (uidWord === null && gidWord === null && !typed) return true;
  if (typed && uidWord !== null) return refusal.refuse(RULE_IDMAP_TWICE, ascii("uidmap="));
  if (typed && gidWord !== null) return refusal.refuse(RULE_IDMAP_TWICE, ascii("gidmap="));
  const hasUid = uidWord !== null || typedUid;
  const hasGid = gidWord !== null || typedGid;
  if (!hasUid || !hasGid) return refusal.refuse(RULE_IDMAP_ALONE, ascii(hasUid ? "the uid map" : "the gid map"));
  const uid = uidWord !== null ? readMap(uidWord, refusal) : typedMap(mount.uidMap, refusal);
  if (uid === null) return false;
  const gid = gidWord !== null ? readMap(gidWord, refusal) : typedMap(mount.gidMap, refusal);
  if (gid === null) return false;
  plan.maps = new Maps(uid, gid);
  return true;
}

/** What clones take, of a bind and of layers. False: refused. */
export function mayMap(plan: MountPlan, capabilities: Capabilities, refusal: Refusal): bool {
  if (isNamespaced(capabilities)) return refusal.refuse(RULE_IDMAP_ORDINARY, plan.source);
  const clones = has(capabilities, Features.OPEN_TREE) && has(capabilities, Features.MOVE_MOUNT);
  const maps = has(capabilities, Features.USER_NAMESPACE) && has(capabilities, Features.IDMAP);
  if (clones && maps && has(capabilities, Features.MOUNT_SETATTR)) return true;
  return refusal.refuse(RULE_IDMAP_NO_KERNEL, plan.source);
}

/** The same for the layers of an overlay, and how their clones are held. */
export function mayMapLayers(
  plan: MountPlan,
  maps: Maps,
  request: MountRequest,
  capabilities: Capabilities,
  refusal: Refusal,
): bool {
  if (!mayMap(plan, capabilities, refusal)) return false;
  if (!has(capabilities, Features.IDMAPPED_LAYERS)) return refusal.refuse(RULE_IDMAP_NO_LAYERS, plan.source);
  if (!has(capabilities, Features.OPENAT2)) return refusal.refuse(RULE_IDMAP_NO_OPENAT2, plan.source);
  maps.attached = !has(capabilities, Features.DETACHED_LAYERS);
  return !maps.attached || request.hasScratch || refusal.refuse(RULE_IDMAP_NO_SCRATCH, plan.source);
}

/** Tells how the ids of a mount are mapped. */
export function noteMaps(plan: MountPlan, request: MountRequest): void {
  const maps = plan.maps;
  if (maps === null) return;
  const overlay = plan.overlay;
  if (overlay === null) plan.note(RULE_IDMAP_BIND, plan.source);
  else if (maps.attached) plan.note(RULE_IDMAP_ATTACHED, request.scratch.directory);
  else plan.note(RULE_IDMAP_DETACHED, plan.source);
  if (overlay !== null) plan.notes[plan.notes.length - 1].needs = overlay.clones();
}

/** Gives every mount's maps a register: one that is held, one of an earlier mount, or a new one. False: refused. */
export function giveRegisters(plans: MountPlan[], request: MountRequest, refusal: Refusal): bool {
  const taken: bool[] = [];
  for (let i = 0; i < NAMESPACES_MAX; i++) taken.push(false);
  if (request.hasUserNamespaces) {
    const held = request.userNamespaces;
    for (let i = 0; i < held.length; i++) {
      const register = held.get(i).register - NAMESPACES;
      if (register >= 0 && register < NAMESPACES_MAX) taken[register] = true;
    }
  }
  for (let i = 0; i < plans.length; i++) {
    const maps = plans[i].maps;
    if (maps === null) continue;
    maps.register = heldRegister(maps, request);
    for (let j = 0; j < i && maps.register < 0; j++) {
      const other = plans[j].maps;
      if (other !== null && other.same(maps.uid.text, maps.gid.text)) maps.register = other.register;
    }
    if (maps.register >= 0) continue;
    let free = 0;
    while (free < NAMESPACES_MAX && taken[free]) free++;
    if (free == NAMESPACES_MAX) {
      refusal.mount = i;
      return refusal.over(RULE_IDMAP_MAPS, plans[i].source, NAMESPACES_MAX + 1, NAMESPACES_MAX);
    }
    taken[free] = true;
    maps.register = NAMESPACES + free;
    maps.fresh = true;
  }
  return true;
}

function heldRegister(maps: Maps, request: MountRequest): i32 {
  if (!request.hasUserNamespaces) return -1;
  const held = request.userNamespaces;
  for (let i = 0; i < held.length; i++) {
    const namespace = held.get(i);
    const register = namespace.register;
    if (register < NAMESPACES || register >= NAMESPACES + NAMESPACES_MAX) continue;
    if (maps.same(namespace.uidMap, namespace.gidMap)) return register;
  }
  return -1;
}
