import { Bytes } from "../bytes/bytes.ts";
import { Capabilities, Features } from "../generated/types.ts";
import { Speller } from "../names/spelling.ts";
import { MountProgram } from "../run/mount-program.ts";
import { has } from "../ways/budgets.ts";

/** Whether the target is held by a descriptor and mount(2) can be given it. */
export function isHeld(m: MountProgram, capabilities: Capabilities): bool {
  return m.openTarget >= 0 && has(capabilities, Features.PROC_FD);
}

/**
 * Writes how mount(2) is told the target: through its descriptor where it is held, so that a target that was
 * replaced meanwhile gets nothing; by its path otherwise. Its offset.
 */
export function putTarget(m: MountProgram, speller: Speller, target: Bytes, capabilities: Capabilities): i32 {
  const program = m.program;
  if (!isHeld(m, capabilities)) return program.text(target);
  const offset = program.size;
  speller.lastDescriptor(m.targetRegister());
  program.end();
  return offset;
}
