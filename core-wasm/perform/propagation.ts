import { RULE_WAY_NUMBER } from "../generated/rules.ts";
import { Capabilities, Features } from "../generated/types.ts";
import { AT_EMPTY_PATH, AT_RECURSIVE, MS_PROPAGATION, MS_REC } from "../kernel/flags.ts";
import { NO_CWD, Speller } from "../names/spelling.ts";
import { mount, mountSetattr } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { PARENTS } from "../run/registers.ts";
import { has } from "../ways/budgets.ts";

/** Changes how the mount that a register shows propagates: MS_* flags. The index of the last operation for it. */
export function setPropagation(p: Program, why: i32, register: i32, flags: i32, capabilities: Capabilities): i32 {
  if (has(capabilities, Features.MOUNT_SETATTR)) {
    const at = AT_EMPTY_PATH | ((flags & MS_REC) != 0 ? AT_RECURSIVE : 0);
    return mountSetattr(p, why, register, at, 0, 0, flags & MS_PROPAGATION);
  }
  const speller = new Speller(p, NO_CWD, PARENTS);
  const where = p.size;
  speller.descriptor(register);
  p.end();
  speller.fill(RULE_WAY_NUMBER);
  return mount(p, why, 0, where, 0, flags, 0);
}
