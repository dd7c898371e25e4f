// Whether what was seen after a mount is what was asked for.

import { ascii, Bytes } from "../bytes/bytes.ts";
import {
  RULE_VERIFY_ATTRIBUTES,
  RULE_VERIFY_COVERED,
  RULE_VERIFY_NOT_MAPPED,
  RULE_VERIFY_NOT_MOUNTED,
  RULE_VERIFY_READ_ONLY,
  RULE_VERIFY_TYPE,
  RULE_VERIFY_UNPROVED,
} from "../generated/rules.ts";
import { Capabilities, Features } from "../generated/types.ts";
import {
  MOUNT_ATTR_IDMAP,
  ST_RDONLY,
  STATMOUNT_MNT_OPTS,
  STATMOUNT_OPT_ARRAY,
  STATMOUNT_SB_SOURCE,
} from "../kernel/flags.ts";
import {
  FS_TYPE_AT,
  MASK_AT,
  MNT_ATTR_AT,
  MNT_OPTS_AT,
  MNT_PARENT_ID_AT,
  OPT_ARRAY_AT,
  OPT_NUM_AT,
  SB_FLAGS_AT,
  SB_SOURCE_AT,
  STATMOUNT_STRINGS,
} from "../kernel/statmount.ts";
import { common, get32 } from "../memory/memory.ts";
import { bindsDetached } from "../perform/others.ts";
import { COMPARED_ATTRIBUTES, clearedAttributes, mountAttributes } from "../plan/attributes.ts";
import { Kind } from "../plan/mount-plan.ts";
import { Observation } from "../program/observation.ts";
import { Refusal } from "../refusal/refusal.ts";
import { MountProgram } from "../run/mount-program.ts";
import { has } from "../ways/budgets.ts";
import { sameDirectories } from "./directories.ts";
import { Line } from "./line.ts";
import { splitEscaped, stringsFrom, terminated, unescapedOctal } from "./options.ts";

/** True: proved. False: the refusal says what differed. */
export function judge(m: MountProgram, seen: Observation, capabilities: Capabilities, refusal: Refusal): bool {
  if (m.seen < 0) return true;
  refusal.mount = m.plan.index;
  const target = m.plan.target;
  if (!showsMappedOwner(m, seen, refusal)) return false;
  if (m.target >= 0 && seen.same(m.seen + 24, m.target + 24, 8)) {
    return refusal.refuse(RULE_VERIFY_NOT_MOUNTED, target);
  }
  if (m.statmount >= 0) return judgeStatmount(m, seen, capabilities, refusal);
  return judgeLine(m, seen, capabilities, refusal);
}

/** Whether the owner that is seen is the one on the disk, mapped. */
function showsMappedOwner(m: MountProgram, seen: Observation, refusal: Refusal): bool {
  const maps = m.plan.maps;
  if (maps === null || m.plan.kind != Kind.BIND || m.source < 0) return true;
  const before = seen.address(m.source);
  const after = seen.address(m.seen);
  const same =
    get32(after + 32) == maps.uid.seen(get32(before + 32)) && get32(after + 36) == maps.gid.seen(get32(before + 36));
  return same || refusal.refuse(RULE_VERIFY_NOT_MAPPED, m.plan.source);
}

function judgeStatmount(m: MountProgram, seen: Observation, capabilities: Capabilities, refusal: Refusal): bool {
  const at = seen.address(m.statmount);
  const mount = new Bytes(at, seen.result(m.statmountOp));
  const mask = get32(at + MASK_AT);
  if (mount.length < STATMOUNT_STRINGS) return refusal.refuse(RULE_VERIFY_UNPROVED, m.plan.fstype);
  // Ours must sit directly on what was there before: anything between is a stranger's.
  if (m.target >= 0 && common(at + MNT_PARENT_ID_AT, seen.address(m.target + 24), 8) != 8) {
    return refusal.refuse(RULE_VERIFY_COVERED, m.plan.target);
  }
  const plan = m.plan;
  const fstype = terminated(stringsFrom(mount, get32(at + FS_TYPE_AT)));
  if (!sameType(m, fstype, refusal)) return false;
  const attributes = get32(at + MNT_ATTR_AT) & COMPARED_ATTRIBUTES;
  // A legacy bind gets its flags, and their proof, in its second half.
  const later = plan.kind == Kind.BIND && !bindsDetached(capabilities);
  if (!later && !sameAttributes(m, attributes, refusal)) return false;
  if (plan.kind == Kind.BIND && plan.maps !== null && (get32(at + MNT_ATTR_AT) & MOUNT_ATTR_IDMAP) == 0) {
    return refusal.refuse(RULE_VERIFY_NOT_MAPPED, plan.source);
  }
  const readOnly = (get32(at + SB_FLAGS_AT) & 1) != 0;
  const overlay = plan.overlay;
  if (overlay === null) {
    if (plan.kind == Kind.BIND) return true;
    if (m.line >= 0) return sameSource(m, unescapedOctal(lineOf(m, seen).source), refusal);
    // Nothing is told of an empty one.
    const isTold = (mask & STATMOUNT_SB_SOURCE) != 0;
    const source = isTold ? terminated(stringsFrom(mount, get32(at + SB_SOURCE_AT))) : mount.slice(0, 0);
    return sameSource(m, source, refusal);
  }
  if (readOnly == overlay.writable()) return refusal.refuse(RULE_VERIFY_READ_ONLY, plan.fstype);
  if (has(capabilities, Features.OPTION_ARRAY)) {
    if ((mask & STATMOUNT_OPT_ARRAY) == 0) return refusal.refuse(RULE_VERIFY_UNPROVED, plan.fstype);
    const options = stringsFrom(mount, get32(at + OPT_ARRAY_AT));
    return sameDirectories(m, overlay, options, get32(at + OPT_NUM_AT), refusal);
  }
  if (m.line >= 0) return sameDirectories(m, overlay, splitEscaped(lineOf(m, seen).options), -1, refusal);
  if ((mask & STATMOUNT_MNT_OPTS) == 0) return refusal.refuse(RULE_VERIFY_UNPROVED, plan.fstype);
  const text = terminated(stringsFrom(mount, get32(at + MNT_OPTS_AT)));
  return sameDirectories(m, overlay, splitEscaped(text), -1, refusal);
}

/** Before statmount: the line of mountinfo, and statfs. */
function judgeLine(m: MountProgram, seen: Observation, capabilities: Capabilities, refusal: Refusal): bool {
  const plan = m.plan;
  const line = lineOf(m, seen);
  // A unique id is never the parent's number in the line.
  const comparable = m.target >= 0 && !has(capabilities, Features.UNIQUE_MOUNT_ID);
  if (comparable && line.parent != get32(seen.address(m.target + 24))) {
    return refusal.refuse(RULE_VERIFY_COVERED, plan.target);
  }
  if (!sameType(m, line.fstype, refusal)) return false;
  const flags = get32(seen.address(m.seenFlags + 8));
  const overlay = plan.overlay;
  if (overlay !== null) {
    const readOnly = (flags & ST_RDONLY) != 0;
    if (readOnly == overlay.writable()) return refusal.refuse(RULE_VERIFY_READ_ONLY, plan.fstype);
    return sameDirectories(m, overlay, splitEscaped(line.options), -1, refusal);
  }
  // ST_RDONLY, ST_NOSUID, ST_NODEV and ST_NOEXEC have the numbers of the attributes.
  if (plan.kind == Kind.BIND) return !bindsDetached(capabilities) || sameBindFlags(m, flags, refusal);
  const wanted = mountAttributes(plan.set) & 15;
  if ((flags & wanted) != wanted) return refusal.refuse(RULE_VERIFY_ATTRIBUTES, plan.fstype);
  return sameSource(m, unescapedOctal(line.source), refusal);
}

function sameBindFlags(m: MountProgram, flags: i32, refusal: Refusal): bool {
  const plan = m.plan;
  const set = mountAttributes(plan.set) & 15;
  // Read-only may come from the file system beneath, which no bind changes.
  const cleared = clearedAttributes(plan.set, plan.clear) & 14 & ~set;
  if ((flags & set) == set && (flags & cleared) == 0) return true;
  refusal.needs = set;
  refusal.budget = flags;
  return refusal.refuse(RULE_VERIFY_ATTRIBUTES, plan.fstype);
}

function lineOf(m: MountProgram, seen: Observation): Line {
  return new Line(new Bytes(seen.address(m.line), seen.result(m.lineOp)));
}

function sameType(m: MountProgram, fstype: Bytes, refusal: Refusal): bool {
  if (m.plan.kind == Kind.BIND) return true;
  const wanted = m.plan.kind == Kind.OVERLAY ? ascii("overlay") : m.plan.fstype;
  if (fstype.equals(wanted)) return true;
  refusal.other = wanted;
  return refusal.refuse(RULE_VERIFY_TYPE, fstype);
}

function sameSource(m: MountProgram, source: Bytes, refusal: Refusal): bool {
  if (source.equals(m.plan.source)) return true;
  refusal.other = m.plan.source;
  return refusal.refuse(RULE_VERIFY_TYPE, source);
}

function sameAttributes(m: MountProgram, attributes: i32, refusal: Refusal): bool {
  const plan = m.plan;
  const set = mountAttributes(plan.set);
  if (plan.kind == Kind.BIND) {
    const cleared = clearedAttributes(plan.set, plan.clear) & ~set;
    if ((attributes & set) == set && (attributes & cleared) == 0) return true;
  } else if (attributes == (set & COMPARED_ATTRIBUTES)) {
    return true;
  }
  refusal.needs = set;
  refusal.budget = attributes;
  return refusal.refuse(RULE_VERIFY_ATTRIBUTES, plan.fstype);
}
