// Bind mounts before mount_setattr: the flags are set by a remount, which must repeat those of the source,
// or it would drop nosuid, nodev and noexec (containerd.md §1.3 step 10).

import { ascii, Bytes } from "../bytes/bytes.ts";
import { opName } from "../generated/effects.ts";
import {
  RULE_BIND_ALONE,
  RULE_BIND_LEGACY,
  RULE_BIND_READ_ONLY_TREE,
  RULE_CLOSE_HELD,
  RULE_KERNEL_REFUSED,
  RULE_VERIFY_ATTRIBUTES,
  RULE_VERIFY_FLAGS,
  RULE_VERIFY_SEEN,
  RULE_WAY_NUMBER,
} from "../generated/rules.ts";
import { Capabilities, Features, Phase } from "../generated/types.ts";
import { EAGAIN } from "../kernel/errno.ts";
import {
  MNT_EXPIRE,
  MS_BIND,
  MS_NOATIME,
  MS_NODEV,
  MS_NODIRATIME,
  MS_NOEXEC,
  MS_NOSUID,
  MS_RDONLY,
  MS_RELATIME,
  MS_REMOUNT,
  MS_STRICTATIME,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  UMOUNT_NOFOLLOW,
} from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { NO_CWD, Speller } from "../names/spelling.ts";
import { bindsDetached } from "../perform/others.ts";
import { Kind, MountPlan } from "../plan/mount-plan.ts";
import { CWD } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { bits } from "../program/of-the-shim.ts";
import { close, fstatfs, open, openat2 } from "../program/on-files.ts";
import { mount, umount } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { has } from "../ways/budgets.ts";
import { History } from "./history.ts";
import { MountProgram } from "./mount-program.ts";
import { HOLDER, LOOK, PARENTS } from "./registers.ts";

/** Flags of statfs that have the numbers of mount(2): ST_RDONLY, NOSUID, NODEV, NOEXEC, NOATIME, NODIRATIME. */
const SAME_NUMBERS: i32 = 15 | MS_NOATIME | MS_NODIRATIME;
const ST_RELATIME: i32 = 4096;

export function needsSecondHalf(m: MountProgram, capabilities: Capabilities): bool {
  return m.plan.kind == Kind.BIND && !bindsDetached(capabilities) && (m.plan.set | m.plan.clear) != 0 && m.seen >= 0;
}

/** A bind with the mounts beneath it that is to be read-only as a whole. */
export function isReadOnlyTree(plan: MountPlan): bool {
  return plan.kind == Kind.BIND && plan.recursive && (plan.set & MS_RDONLY) != 0;
}

/** Sets the flags. True: done and proved. False: failed, or (no rule) the program is still to be carried out. */
export function finishLegacyBind(
  m: MountProgram,
  seen: Observation,
  target: Bytes,
  history: History,
  refusal: Refusal,
  capabilities: Capabilities,
): bool {
  const plan = m.plan;
  const had = m.seenFlags >= 0 ? get32(seen.address(m.seenFlags + 8)) : 0;
  let flags = had & SAME_NUMBERS;
  if ((had & ST_RELATIME) != 0) flags |= MS_RELATIME;
  const atime = MS_NOATIME | MS_RELATIME | MS_STRICTATIME;
  if ((plan.set & atime) != 0) flags &= ~atime;
  flags = (flags & ~plan.clear) | plan.set;
  const program = new Program(target.length + plan.target.length + 64, 16);
  program.phase = Phase.PERFORM;
  const root = plan.target.length == 0;
  const path = program.text(root ? target : plan.target);
  const alone = isReadOnlyTree(m.plan);
  // The first time it only marks the mount (EAGAIN), unless something holds it, a mount beneath for instance (EBUSY);
  // the next look takes the mark away (umount(2), MNT_EXPIRE).
  if (alone) program.soft(umount(program, RULE_BIND_ALONE, path, MNT_EXPIRE | UMOUNT_NOFOLLOW));
  if (root) open(program, RULE_VERIFY_SEEN, LOOK, CWD, path, O_PATH | O_DIRECTORY);
  else {
    // The last mount of a list closed the root.
    const top = program.text(target);
    open(program, RULE_VERIFY_SEEN, HOLDER, CWD, top, O_PATH | O_DIRECTORY | O_NOFOLLOW);
    openat2(program, RULE_VERIFY_SEEN, LOOK, HOLDER, path, O_PATH, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    close(program, RULE_CLOSE_HELD, HOLDER);
  }
  let where = path;
  if (has(capabilities, Features.PROC_FD)) {
    const speller = new Speller(program, NO_CWD, PARENTS);
    where = program.size;
    speller.lastDescriptor(LOOK);
    program.end();
    speller.fill(RULE_WAY_NUMBER);
  }
  mount(program, RULE_BIND_LEGACY, 0, where, 0, MS_REMOUNT | MS_BIND | flags, 0);
  program.phase = Phase.VERIFY;
  const place = fstatfs(program, RULE_VERIFY_FLAGS, LOOK);
  const compared = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
  const compareOp = bits(program, RULE_VERIFY_FLAGS, place + 8, compared, flags & compared);
  close(program, RULE_CLOSE_HELD, LOOK);
  const observation = history.take(program);
  if (observation === null) return false;
  refusal.mount = plan.index;
  if (alone && observation.result(0) != -EAGAIN) return refusal.refuse(RULE_BIND_READ_ONLY_TREE, plan.source);
  if (observation.complete()) {
    refusal.mount = -1;
    return true;
  }
  const compare = observation.done() == compareOp;
  if (compare) {
    refusal.needs = flags & compared;
    refusal.budget = get32(observation.address(place) + 8) & compared;
    return refusal.refuse(RULE_VERIFY_ATTRIBUTES, plan.source);
  }
  refusal.errno = observation.errno();
  refusal.other = plan.fstype;
  return refusal.refuse(RULE_KERNEL_REFUSED, ascii(opName(program.opAt(observation.done()))));
}
