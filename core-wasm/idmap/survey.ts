// What is looked at before layers are id-mapped: whether one clone serves them, and whose the upperdir is.

import {
  RULE_IDMAP_CHOWN,
  RULE_IDMAP_SURVEY,
  RULE_IDMAP_UPPER,
  RULE_IDMAP_UPPER_MAPPED,
  RULE_IDMAP_UPPER_OWNER,
  RULE_UNDO_NOTE,
} from "../generated/rules.ts";
import { Allowances, Capabilities, Features, MountRequest, Phase } from "../generated/types.ts";
import { ELOOP, EOVERFLOW, ESTALE, EXDEV } from "../kernel/errno.ts";
import { MOUNT_ATTR_IDMAP, O_PATH, O_RDWR, O_TMPFILE, STATMOUNT_MNT_BASIC } from "../kernel/flags.ts";
import { MNT_ATTR_AT } from "../kernel/statmount.ts";
import { get32 } from "../memory/memory.ts";
import { Overlay } from "../overlay/overlay.ts";
import { CWD, NO_SUBJECT } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { bits, note } from "../program/of-the-shim.ts";
import { chown, close, open, openat2, statx } from "../program/on-files.ts";
import { statmount } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { closeSurvey } from "../run/close-survey.ts";
import { History } from "../run/history.ts";
import { MountProgram } from "../run/mount-program.ts";
import { ID_UPPER, LOOK, PARENTS } from "../run/registers.ts";
import { IDENTITY_AT, parentOf, pathOrRoot, statxMask } from "../run/survey.ts";
import { has } from "../ways/budgets.ts";
import { Maps } from "./maps.ts";

/** Neither a symlink nor another mount on the way. */
const RESOLVE_PLAIN: i32 = 4 | 1;
/** Where statx places the owner. */
const UID_AT: i32 = 32;
const GID_AT: i32 = 36;
/** From the inode on. */
const OWNER_BYTES: i32 = 32;
const STATMOUNT_ROOM: i32 = 1024;

/** Looks whether every layer is in the clone of its parent. */
export function surveyClones(m: MountProgram, overlay: Overlay): void {
  const p = m.program;
  const layers = overlay.naming.layers;
  p.phase = Phase.SURVEY;
  m.clonesFrom = p.count;
  for (let i = 0; i < layers.length; i++) {
    if (layers[i].isOwn()) continue;
    p.subject = i;
    const name = p.text(layers[i].name);
    openat2(p, RULE_IDMAP_SURVEY, LOOK, parentOf(layers[i]), name, O_PATH, RESOLVE_PLAIN);
    close(p, RULE_IDMAP_SURVEY, LOOK);
  }
  p.subject = NO_SUBJECT;
  m.clonesTo = p.count;
}

/** Whether a layer was found that is not in the clone of its parent. */
export function leavesClone(m: MountProgram, seen: Observation): bool {
  const at = seen.done();
  return at >= m.clonesFrom && at < m.clonesTo && (seen.errno() == EXDEV || seen.errno() == ELOOP);
}

/** Finds all such layers, and gives each a clone of its own. False: the program is still to be carried out. */
export function giveOwnClones(m: MountProgram, overlay: Overlay, history: History): bool {
  const named = m.naming;
  if (named === null) return true;
  const naming = named.again();
  const layers = naming.layers;
  let texts = 64;
  for (let i = 0; i < layers.length; i++) texts += layers[i].full.length + 2;
  for (let i = 0; i < naming.parents.length; i++) texts += naming.parents[i].length + 2;
  const program = new Program(texts, 2 * layers.length + 2 * PARENTS + 16);
  program.phase = Phase.SURVEY;
  closeSurvey(program, RULE_IDMAP_SURVEY, named.parents.length, m.plan.index);
  for (let i = 0; i < naming.parents.length; i++) {
    const path = program.text(pathOrRoot(naming.parents[i]));
    program.soft(open(program, RULE_IDMAP_SURVEY, PARENTS + i, CWD, path, O_PATH));
  }
  const ops: i32[] = [];
  for (let i = 0; i < layers.length; i++) {
    ops.push(-1);
    if (layers[i].isOwn()) continue;
    program.subject = i;
    const name = program.text(layers[i].name);
    openat2(program, RULE_IDMAP_SURVEY, LOOK, parentOf(layers[i]), name, O_PATH, RESOLVE_PLAIN);
    ops[i] = program.count - 1;
    program.soft(ops[i]);
    program.soft(close(program, RULE_IDMAP_SURVEY, LOOK));
  }
  for (let i = 0; i < naming.parents.length; i++) program.soft(close(program, RULE_IDMAP_SURVEY, PARENTS + i));
  const seen = history.take(program);
  if (seen === null) return false;
  for (let i = 0; i < layers.length; i++) {
    // Also where the look failed otherwise: a clone of its own is always of the right directory, or says what is wrong.
    if (ops[i] >= 0 && seen.result(ops[i]) < 0) naming.giveOwn(i);
  }
  overlay.naming = naming;
  return true;
}

/** Stops unless the upperdir, of which `m.upper` is the statx, belongs to root of the maps: mayOwn judges others. */
export function surveyOwner(m: MountProgram, maps: Maps, overlay: Overlay): void {
  const p = m.program;
  const upper = overlay.naming.upper;
  if (upper === null || m.upper < 0) return;
  p.phase = Phase.SURVEY;
  m.ownerOp = bits(p, RULE_IDMAP_UPPER, m.upper + UID_AT, -1, maps.uid.root());
  bits(p, RULE_IDMAP_UPPER, m.upper + GID_AT, -1, maps.gid.root());
}

/** Stops where the upperdir lies on a mount that is id-mapped itself, as far as the kernel tells. */
export function surveyUpperMount(m: MountProgram, overlay: Overlay, capabilities: Capabilities): void {
  const p = m.program;
  const upper = overlay.naming.upper;
  if (upper === null) return;
  p.phase = Phase.SURVEY;
  if (!has(capabilities, Features.STATMOUNT)) return;
  const name = p.text(upper.name);
  statx(p, RULE_IDMAP_UPPER, ID_UPPER, parentOf(upper), name, 0, statxMask(capabilities));
  const place = statmount(p, RULE_IDMAP_UPPER, ID_UPPER, STATMOUNT_MNT_BASIC, STATMOUNT_ROOM);
  m.upperMappedOp = bits(p, RULE_IDMAP_UPPER, place + MNT_ATTR_AT, MOUNT_ATTR_IDMAP, 0);
}

/** Whether the survey stopped because the upperdir belongs to somebody else. */
export function otherOwner(m: MountProgram, seen: Observation): bool {
  return m.ownerOp >= 0 && seen.errno() == ESTALE && (seen.done() == m.ownerOp || seen.done() == m.ownerOp + 1);
}

/** Whether the owner that was seen will do: somebody whom the maps know, or one to be changed. False: refused. */
export function mayOwn(m: MountProgram, seen: Observation, maps: Maps, request: MountRequest, refusal: Refusal): bool {
  const overlay = m.plan.overlay;
  if (overlay === null) return true;
  const upper = overlay.naming.upper;
  if (upper === null) return true;
  const uid = get32(seen.address(m.upper) + UID_AT);
  const gid = get32(seen.address(m.upper) + GID_AT);
  if (maps.uid.knows(uid) && maps.gid.knows(gid)) {
    m.plan.chown = false;
    return true;
  }
  m.plan.chown = (request.allow & Allowances.CHOWN_UPPER) != 0;
  if (m.plan.chown) return true;
  refusal.mount = m.plan.index;
  return refusal.over(RULE_IDMAP_UPPER_OWNER, upper.full, uid, gid);
}

/** Gives the upperdir to root of the maps. It is looked at directly before, so that it can be given back. */
export function chownUpper(
  m: MountProgram,
  maps: Maps,
  overlay: Overlay,
  journal: i32,
  capabilities: Capabilities,
): void {
  const upper = overlay.naming.upper;
  if (upper === null || !m.plan.chown) return;
  const p = m.program;
  p.phase = Phase.PERFORM;
  if (m.performFrom < 0) m.performFrom = p.count;
  const name = p.text(upper.name);
  const place = statx(p, RULE_IDMAP_CHOWN, -1, parentOf(upper), name, 0, statxMask(capabilities));
  // Inode, device, mount and owner: a process that dies then leaves nothing unknown.
  if (journal >= 0) note(p, RULE_UNDO_NOTE, journal, place + IDENTITY_AT, OWNER_BYTES);
  chown(p, RULE_IDMAP_CHOWN, parentOf(upper), name, maps.uid.root(), maps.gid.root(), 0);
}

/** On a mount that is id-mapped itself: whether root can make a file there. False: refused, or still to be tried. */
export function mayWriteUpper(overlay: Overlay, mount: i32, history: History, refusal: Refusal): bool {
  const upper = overlay.naming.upper;
  if (upper === null) return true;
  const program = new Program(upper.full.length + 16, 4);
  program.phase = Phase.SURVEY;
  const path = program.text(upper.full);
  const op = open(program, RULE_IDMAP_UPPER, LOOK, CWD, path, O_TMPFILE | O_RDWR);
  program.argue(op, 3, 384);
  program.soft(op);
  program.soft(close(program, RULE_IDMAP_UPPER, LOOK));
  const seen = history.take(program);
  if (seen === null) return false;
  if (seen.result(op) != -EOVERFLOW) return true;
  refusal.mount = mount;
  refusal.errno = EOVERFLOW;
  return refusal.refuse(RULE_IDMAP_UPPER_MAPPED, upper.full);
}
