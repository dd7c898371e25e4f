/** umount2(2): kernel.md section 8. */
import type { Run } from "./driver.ts";
import type { Kernel } from "./kernel.ts";
import type { Mount } from "./mount.ts";
import * as n from "./numbers.ts";
import { copiesOf, detach } from "./propagation.ts";
import { resolve } from "./walk.ts";

/** Whether something keeps a mount, or one of its copies, from being taken away. */
function isBusy(kernel: Kernel, mount: Mount): boolean {
  if (kernel.rules.errnos.busy === 0) return false;
  const { busyChildren } = kernel.rules.features;
  if ((busyChildren && mount.children.length > 0) || kernel.isHeld(mount)) return true;
  return copiesOf(kernel, mount).some((copy) => copy.children.length === 0 && kernel.isHeld(copy));
}

export function umount(run: Run, target: string, flags: number): number {
  const { kernel, session } = run;
  const { rules } = kernel;
  if ((flags & ~(n.MNT_FORCE | n.MNT_DETACH | n.MNT_EXPIRE | n.UMOUNT_NOFOLLOW)) !== 0) return -n.EINVAL;
  const from = target.startsWith("/") ? kernel.root : session.cwd;
  const follow = (flags & n.UMOUNT_NOFOLLOW) === 0;
  const at = resolve(kernel.walker, from, target, { follow });
  if (typeof at === "number") return at;
  const { mount, node } = at;
  // Nothing is mounted there: the namespace's own root, of which nobody takes leave, counts as that.
  if (node !== mount.root || mount.state !== "attached" || mount.parent === null) {
    return -rules.errnos.notMounted;
  }
  if (mount.locked && rules.features.locksMounts) return -n.EINVAL;
  if ((flags & n.MNT_EXPIRE) !== 0) {
    if ((flags & (n.MNT_FORCE | n.MNT_DETACH)) !== 0) return -n.EINVAL;
    if (isBusy(kernel, mount)) return -rules.errnos.busy;
    if (!mount.expiring && rules.errnos.expiring !== 0) {
      mount.expiring = true;
      return -rules.errnos.expiring;
    }
  }
  if ((flags & n.MNT_DETACH) !== 0) {
    detach(kernel, mount, true);
    return 0;
  }
  mount.expiring = false;
  if (isBusy(kernel, mount)) return -rules.errnos.busy;
  detach(kernel, mount, !rules.features.busyChildren);
  return 0;
}
