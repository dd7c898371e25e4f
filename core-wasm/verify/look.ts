// What is looked at after a mount.

import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_CLOSE_HELD,
  RULE_PROPAGATION_CHANGE,
  RULE_VERIFY_FLAGS,
  RULE_VERIFY_LAYER_IDENTITY,
  RULE_VERIFY_LIST,
  RULE_VERIFY_SAME_MOUNT,
  RULE_VERIFY_SAME_ROOT,
  RULE_VERIFY_SEEN,
} from "../generated/rules.ts";
import { Capabilities, Features, Phase } from "../generated/types.ts";
import {
  AT_EMPTY_PATH,
  MS_REC,
  MS_SLAVE,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  STATMOUNT_FS_TYPE,
  STATMOUNT_MNT_BASIC,
  STATMOUNT_MNT_OPTS,
  STATMOUNT_OPT_ARRAY,
  STATMOUNT_SB_BASIC,
  STATMOUNT_SB_SOURCE,
  STATX_ATTR_MOUNT_ROOT,
} from "../kernel/flags.ts";
import { STATMOUNT_STRINGS } from "../kernel/statmount.ts";
import { FD_PREFIX } from "../names/spelling.ts";
import { Overlay } from "../overlay/overlay.ts";
import { bindsDetached } from "../perform/others.ts";
import { setPropagation } from "../perform/propagation.ts";
import { Kind, MountPlan } from "../plan/mount-plan.ts";
import { CWD, NO_SUBJECT } from "../program/layout.ts";
import { bits, equal } from "../program/of-the-shim.ts";
import { close, fstatfs, open, openat2, statx } from "../program/on-files.ts";
import { statmount } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { MountProgram } from "../run/mount-program.ts";
import { ID_SEEN, PARENTS, ROOT, SEEN } from "../run/registers.ts";
import { IDENTITY_AT, IDENTITY_BYTES, parentOf, statxMask } from "../run/survey.ts";
import { has } from "../ways/budgets.ts";
import { lookAtLine } from "./line.ts";
import { OWN_OPTIONS } from "./options.ts";

/** Opens what is seen at the target; the register stays open when others go beneath it. */
export function lookAtTarget(m: MountProgram, register: i32, target: Bytes, capabilities: Capabilities): void {
  const p = m.program;
  p.phase = Phase.VERIFY;
  p.subject = NO_SUBJECT;
  const sub = m.plan.target;
  if (sub.length == 0) {
    const path = p.text(target);
    m.openSeen = open(p, RULE_VERIFY_SEEN, register, CWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  } else {
    const path = p.text(sub);
    const flags = m.plan.kind == Kind.BIND ? O_PATH : O_PATH | O_DIRECTORY;
    m.openSeen = openat2(p, RULE_VERIFY_SEEN, register, ROOT, path, flags, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  }
  changePropagation(m, register, capabilities);
  const empty = p.word("");
  m.seen = statx(p, RULE_VERIFY_SEEN, ID_SEEN, register, empty, AT_EMPTY_PATH, statxMask(capabilities));
  bits(p, RULE_VERIFY_SEEN, m.seen + 4, STATX_ATTR_MOUNT_ROOT, STATX_ATTR_MOUNT_ROOT);
  if (m.detached >= 0) m.sameMount = equal(p, RULE_VERIFY_SAME_MOUNT, m.seen + 24, m.detached + 24, 8);
  if (m.source >= 0) m.sameRoot = equal(p, RULE_VERIFY_SAME_ROOT, m.seen + IDENTITY_AT, m.source + IDENTITY_AT, 16);
  lookAtFlags(m, register, capabilities);
}

/** Whether the propagation of a mount is changed once it is there. */
export function changesPropagation(plan: MountPlan, capabilities: Capabilities): bool {
  return plan.propagation != 0 || isCutLater(plan, capabilities);
}

/** Whether a copy of a tree is made a slave only after it was attached: it could not be before (perform/others.ts). */
function isCutLater(plan: MountPlan, capabilities: Capabilities): bool {
  return plan.kind == Kind.BIND && plan.recursive && !bindsDetached(capabilities);
}

/** The words private, shared, … : a change of its own, because attaching beneath a shared mount makes shared again. */
function changePropagation(m: MountProgram, register: i32, capabilities: Capabilities): void {
  const plan = m.plan;
  if (isCutLater(plan, capabilities)) changeTo(m.program, register, MS_REC | MS_SLAVE, capabilities);
  if (plan.propagation != 0) changeTo(m.program, register, plan.propagation, capabilities);
}

function changeTo(p: Program, register: i32, flags: i32, capabilities: Capabilities): void {
  p.phase = Phase.PERFORM;
  setPropagation(p, RULE_PROPAGATION_CHANGE, register, flags, capabilities);
  p.phase = Phase.VERIFY;
}

function lookAtFlags(m: MountProgram, register: i32, capabilities: Capabilities): void {
  const p = m.program;
  const overlay = m.plan.overlay;
  const room = overlay === null ? plainRoom(m) : optionRoom(m, overlay);
  // The source has been told since 6.13, as the array of options.
  const sourced = m.plan.kind == Kind.BIND || has(capabilities, Features.OPTION_ARRAY);
  const told = overlay === null ? sourced : sourced || has(capabilities, Features.OPTION_TEXT);
  if (has(capabilities, Features.STATMOUNT)) {
    let mask = STATMOUNT_SB_BASIC | STATMOUNT_MNT_BASIC | STATMOUNT_FS_TYPE;
    let cap = STATMOUNT_STRINGS + OWN_OPTIONS;
    if (overlay === null) mask |= STATMOUNT_SB_SOURCE;
    if (overlay !== null && has(capabilities, Features.OPTION_ARRAY)) {
      mask |= STATMOUNT_OPT_ARRAY;
      cap += room;
    } else if (overlay !== null && has(capabilities, Features.OPTION_TEXT)) {
      mask |= STATMOUNT_MNT_OPTS;
      // Octal escapes are four bytes for one.
      cap += room * 4;
    } else {
      cap += room;
    }
    m.statmount = statmount(p, RULE_VERIFY_LIST, ID_SEEN, mask, (cap + 7) & ~7);
    m.statmountOp = p.count - 1;
    if (m.plan.kind == Kind.BIND && !bindsDetached(capabilities)) {
      m.seenFlags = fstatfs(p, RULE_VERIFY_FLAGS, register);
    }
    // 6.8 to 6.12 have statmount; the source, and to 6.10 the options, only in mountinfo.
    if (told) return;
  } else m.seenFlags = fstatfs(p, RULE_VERIFY_FLAGS, register);
  m.line = lookAtLine(p, RULE_VERIFY_LIST, register, 4 * (room + OWN_OPTIONS), capabilities);
  m.lineOp = p.count - 1;
}

/**
 * Bytes of what the kernel prints of an overlay's layers: as written, or with full paths where descriptors were given.
 */
function optionRoom(m: MountProgram, overlay: Overlay): i32 {
  if (m.optionLength > 0) return m.optionLength + 16;
  let room = 64;
  const naming = overlay.naming;
  for (let i = 0; i < naming.layers.length; i++) room += naming.layers[i].full.length + 12;
  const upper = naming.upper;
  const work = naming.work;
  if (upper !== null) room += 2 * upper.full.length + 12;
  if (work !== null) room += 2 * work.full.length + 12;
  for (let i = 0; i < overlay.words.length; i++) room += overlay.words[i].length + 1;
  return room;
}

function plainRoom(m: MountProgram): i32 {
  let room = m.plan.source.length + FD_PREFIX.length + 64;
  for (let i = 0; i < m.plan.data.length; i++) room += m.plan.data[i].length + 1;
  return room;
}

/** The second half of proof `identity`: every layer is still what it was. */
export function lookAtLayers(m: MountProgram, overlay: Overlay, capabilities: Capabilities): void {
  const p = m.program;
  const layers = overlay.naming.layers;
  p.phase = Phase.VERIFY;
  m.pairsFrom = p.count;
  for (let i = 0; i < layers.length; i++) {
    p.subject = i;
    const name = p.text(layers[i].outside);
    const mask = statxMask(capabilities);
    const after = statx(p, RULE_VERIFY_LAYER_IDENTITY, -1, parentOf(layers[i]), name, 0, mask);
    equal(p, RULE_VERIFY_LAYER_IDENTITY, m.layersBefore[i] + IDENTITY_AT, after + IDENTITY_AT, IDENTITY_BYTES);
  }
  p.subject = NO_SUBJECT;
  m.pairsTo = p.count;
}

export function closeParents(m: MountProgram, overlay: Overlay): void {
  m.program.phase = Phase.CLOSE;
  for (let i = 0; i < overlay.naming.parents.length; i++) {
    if (overlay.naming.isUsed(i)) close(m.program, RULE_CLOSE_HELD, PARENTS + i);
  }
}

export function closeSeen(m: MountProgram): void {
  m.program.phase = Phase.CLOSE;
  close(m.program, RULE_CLOSE_HELD, SEEN);
}
