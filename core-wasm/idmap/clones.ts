// Clones of the directories that hold the layers: made, id-mapped, and let go of once the overlay has its own.

import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_IDMAP_ATTACH,
  RULE_IDMAP_CLONE,
  RULE_IDMAP_CLOSE,
  RULE_IDMAP_MAP,
  RULE_IDMAP_USERNS,
  RULE_UNDO_NOTE,
} from "../generated/rules.ts";
import { Capabilities, MountRequest, Phase } from "../generated/types.ts";
import {
  AT_EMPTY_PATH,
  AT_SYMLINK_NOFOLLOW,
  MNT_DETACH,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_PRIVATE,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  OPEN_TREE_CLONE,
  UMOUNT_NOFOLLOW,
} from "../kernel/flags.ts";
import { putDecimal } from "../names/spelling.ts";
import { Overlay } from "../overlay/overlay.ts";
import { CWD, NO_SUBJECT } from "../program/layout.ts";
import { child, equal, note } from "../program/of-the-shim.ts";
import { close, fchdir, mkdir, open, rmdir, statx } from "../program/on-files.ts";
import { mountIdmap, moveMount, openTree, umount, userns } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { MountProgram } from "../run/mount-program.ts";
import { CLONES, ID_CLONE, ID_MADE, PARENTS, SCRATCH } from "../run/registers.ts";
import { IDENTITY_AT, IDENTITY_BYTES, statxMask } from "../run/survey.ts";
import { Maps } from "./maps.ts";

/** `.layermount-map-`, the token, and two numbers with hyphens. */
const SCRATCH_NAME: string = ".layermount-map-";
export const SCRATCH_ROOM: i32 = 40;
/** Operations of one clone: made, mapped, attached, looked at, and taken away. */
export const CLONE_OPS: i32 = 16;

/** One clone that was made, and where it is attached. */
export class Clone {
  register: i32;
  /** Offset of its directory's name in the program; 0: it is attached nowhere. */
  name: i32 = 0;
  /** statx of its root before it was attached. */
  place: i32 = 0;

  constructor(register: i32) {
    this.register = register;
  }
}

/** The user namespace of a mount's maps, where it is not held. */
export function makeNamespace(m: MountProgram, maps: Maps): void {
  if (!maps.fresh) return;
  const p = m.program;
  // A run that failed may have left one there.
  p.soft(close(p, RULE_IDMAP_USERNS, maps.register));
  const uid = p.text(maps.uid.text);
  const gid = p.text(maps.gid.text);
  m.namespaceOp = userns(p, RULE_IDMAP_USERNS, maps.register, uid, gid);
}

/** Clones of the parents that layers are named from, and of the layers that have one of their own. */
export function makeClones(m: MountProgram, overlay: Overlay, maps: Maps): void {
  const p = m.program;
  p.phase = Phase.PERFORM;
  p.subject = NO_SUBJECT;
  m.mapFrom = p.count;
  makeNamespace(m, maps);
  const naming = overlay.naming;
  for (let i = 0; i < naming.parents.length; i++) {
    if (!naming.isCloned(i)) continue;
    makeClone(m, CLONES + i, PARENTS + i, p.word(""), AT_EMPTY_PATH, maps);
  }
  for (let i = 0; i < naming.layers.length; i++) {
    const layer = naming.layers[i];
    if (!layer.isOwn()) continue;
    p.subject = i;
    const path = p.text(layer.full);
    makeClone(m, CLONES + layer.parent, CWD, path, 0, maps);
  }
  p.subject = NO_SUBJECT;
  m.mapTo = p.count;
}

function makeClone(m: MountProgram, register: i32, from: i32, path: i32, flags: i32, maps: Maps): void {
  const p = m.program;
  // Not recursive: the mounts beneath would be mapped along, and layers do not need them.
  openTree(p, RULE_IDMAP_CLONE, register, from, path, OPEN_TREE_CLONE | flags);
  mountIdmap(p, RULE_IDMAP_MAP, register, AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, MS_PRIVATE, maps.register);
  m.clones.push(new Clone(register));
}

/** Attaches the clones, each in a directory that is made for it. */
export function attachClones(
  m: MountProgram,
  maps: Maps,
  request: MountRequest,
  journal: i32,
  capabilities: Capabilities,
): void {
  if (!maps.attached) return;
  const p = m.program;
  p.phase = Phase.PERFORM;
  m.performFrom = p.count;
  const scratch = request.scratch;
  const directory = p.text(scratch.directory);
  open(p, RULE_IDMAP_ATTACH, SCRATCH, CWD, directory, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  const mask = statxMask(capabilities);
  for (let i = 0; i < m.clones.length; i++) {
    const clone = m.clones[i];
    clone.name = scratchName(p, scratch.token, m.plan.index, i);
    const empty = p.word("");
    clone.place = statx(p, RULE_IDMAP_ATTACH, ID_CLONE, clone.register, empty, AT_EMPTY_PATH, mask);
    mkdir(p, RULE_IDMAP_ATTACH, SCRATCH, clone.name, 448);
    statx(p, RULE_IDMAP_ATTACH, ID_MADE, SCRATCH, clone.name, AT_SYMLINK_NOFOLLOW, mask);
    if (journal >= 0) note(p, RULE_UNDO_NOTE, journal, clone.place + IDENTITY_AT, IDENTITY_BYTES);
    moveMount(p, RULE_IDMAP_ATTACH, clone.register, SCRATCH, clone.name, MOVE_MOUNT_F_EMPTY_PATH);
  }
}

function scratchName(p: Program, token: Bytes, mount: i32, clone: i32): i32 {
  const name = p.size;
  p.putWord(SCRATCH_NAME);
  p.put(token);
  p.putWord("-");
  p.size += putDecimal(p.at + p.size, mount);
  p.putWord("-");
  p.size += putDecimal(p.at + p.size, clone);
  p.end();
  return name;
}

/** Lets go of the clones as soon as the overlay is made; those that were attached are taken away by their identity. */
export function dropClones(m: MountProgram, capabilities: Capabilities): void {
  const p = m.program;
  const phase = p.phase;
  p.phase = Phase.CLOSE;
  let attached = false;
  for (let i = 0; i < m.clones.length; i++) {
    const clone = m.clones[i];
    close(p, RULE_IDMAP_CLOSE, clone.register);
    if (clone.name == 0) continue;
    attached = true;
    const seen = statx(p, RULE_IDMAP_CLOSE, -1, SCRATCH, clone.name, AT_SYMLINK_NOFOLLOW, statxMask(capabilities));
    equal(p, RULE_IDMAP_CLOSE, seen + IDENTITY_AT, clone.place + IDENTITY_AT, IDENTITY_BYTES);
    child(p, RULE_IDMAP_CLOSE, 2);
    fchdir(p, RULE_IDMAP_CLOSE, SCRATCH);
    // Detached: whoever looks into it just now would keep it busy, and nothing is ever written through it.
    umount(p, RULE_IDMAP_CLOSE, clone.name, UMOUNT_NOFOLLOW | MNT_DETACH);
    rmdir(p, RULE_IDMAP_CLOSE, SCRATCH, clone.name);
  }
  if (attached) close(p, RULE_IDMAP_CLOSE, SCRATCH);
  p.phase = phase;
}
