// Why layers or a bind could not be id-mapped (kernel.md §5).

import { Bytes } from "../bytes/bytes.ts";
import { OP_MOUNT_IDMAP, OP_USERNS } from "../generated/effects.ts";
import { RULE_IDMAP_AGAIN, RULE_IDMAP_FILESYSTEM, RULE_IDMAP_NAMESPACE } from "../generated/rules.ts";
import { EINVAL, EPERM } from "../kernel/errno.ts";
import { OWN } from "../names/named.ts";
import { Refusal } from "../refusal/refusal.ts";
import { MountProgram } from "../run/mount-program.ts";
import { CLONES } from "../run/registers.ts";

/** False: what stopped is none of it. */
export function blameMaps(m: MountProgram, at: i32, errno: i32, refusal: Refusal): bool {
  const op = m.program.opAt(at);
  refusal.errno = errno;
  if (op == OP_USERNS) {
    refusal.refuse(RULE_IDMAP_NAMESPACE, m.plan.source);
    return true;
  }
  if (op != OP_MOUNT_IDMAP || (errno != EINVAL && errno != EPERM)) return false;
  refusal.refuse(errno == EINVAL ? RULE_IDMAP_FILESYSTEM : RULE_IDMAP_AGAIN, clonedPath(m, at));
  return true;
}

/** Which directory the clone is of. */
function clonedPath(m: MountProgram, at: i32): Bytes {
  const overlay = m.plan.overlay;
  if (overlay === null) return m.plan.source;
  const parent = m.program.argumentAt(at, 0) - CLONES;
  const naming = overlay.naming;
  if (parent < OWN) return naming.parents[parent];
  for (let i = 0; i < naming.layers.length; i++) {
    if (naming.layers[i].parent == parent) return naming.layers[i].full;
  }
  return m.plan.source;
}
