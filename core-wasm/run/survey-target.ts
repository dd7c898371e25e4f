// What is mounted on: made where that is asked for, held, and looked at.

import { Bytes } from "../bytes/bytes.ts";
import { RULE_SURVEY_NOT_ROOT, RULE_SURVEY_TARGET, RULE_TARGET_MAKE } from "../generated/rules.ts";
import { Capabilities, Phase } from "../generated/types.ts";
import {
  AT_EMPTY_PATH,
  AT_SYMLINK_NOFOLLOW,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  RENAME_NOREPLACE,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
} from "../kernel/flags.ts";
import { Kind } from "../plan/mount-plan.ts";
import { CWD, NO_SUBJECT } from "../program/layout.ts";
import { differ } from "../program/of-the-shim.ts";
import { mkdir, open, openat2, rename, rmdir, statx } from "../program/on-files.ts";
import { MountProgram } from "./mount-program.ts";
import { ID_TARGET, ROOT } from "./registers.ts";
import { IDENTITY_AT, IDENTITY_BYTES, statxMask } from "./survey.ts";

/**
 * Opens the directory that is mounted on and holds it. `aside`: it was made by that name; empty: it was not.
 */
export function surveyTarget(
  m: MountProgram,
  target: Bytes,
  make: bool,
  aside: Bytes,
  proof: bool,
  capabilities: Capabilities,
): void {
  const p = m.program;
  const sub = m.plan.target;
  p.subject = NO_SUBJECT;
  if (make) {
    p.phase = Phase.PERFORM;
    const path = p.text(target);
    if (aside.length > 0) {
      const from = p.text(aside);
      m.moveTarget = rename(p, RULE_TARGET_MAKE, from, path, RENAME_NOREPLACE);
      p.soft(m.moveTarget);
    }
    m.makeTarget = mkdir(p, RULE_TARGET_MAKE, CWD, path, 493);
    p.soft(m.makeTarget);
    if (aside.length > 0) {
      const left = p.text(aside);
      p.soft(rmdir(p, RULE_TARGET_MAKE, CWD, left));
    }
    p.phase = Phase.SURVEY;
    // Which directory it is that was made: no other one is ever removed.
    if (!proof) {
      m.made = statx(p, RULE_SURVEY_TARGET, ID_TARGET, CWD, path, AT_SYMLINK_NOFOLLOW, statxMask(capabilities));
    }
  }
  if (!proof) return;
  p.phase = Phase.SURVEY;
  if (sub.length == 0) {
    const path = p.text(target);
    m.openTarget = open(p, RULE_SURVEY_TARGET, m.targetRegister(), CWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  } else {
    const path = p.text(sub);
    const flags = m.plan.kind == Kind.BIND ? O_PATH : O_PATH | O_DIRECTORY;
    const resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    m.openTarget = openat2(p, RULE_SURVEY_TARGET, m.targetRegister(), ROOT, path, flags, resolve);
  }
  const empty = p.word("");
  const mask = statxMask(capabilities);
  m.target = statx(p, RULE_SURVEY_TARGET, ID_TARGET, m.targetRegister(), empty, AT_EMPTY_PATH, mask);
  if (make) m.made = m.target;
  if (sub.length == 0) return;
  // `from/..`, or a symlink to `.`: a mount on the root would hide the sub-targets that follow.
  const root = statx(p, RULE_SURVEY_NOT_ROOT, -1, ROOT, empty, AT_EMPTY_PATH, mask);
  m.notRoot = differ(p, RULE_SURVEY_NOT_ROOT, m.target + IDENTITY_AT, root + IDENTITY_AT, IDENTITY_BYTES);
}
