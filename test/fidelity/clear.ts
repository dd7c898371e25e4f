/** Takes away what is left mounted beneath a directory, also where one mount hides another. */
import { mount, SystemError, umount } from "../support/libc.ts";
import { mountedBeneath } from "../support/temporary.ts";

const MNT_DETACH = 2;
const ROUNDS = 10;

/** Mounts that were not there before: each point as often as it has one more. */
function left(directory: string, before: readonly string[]): string[] {
  const points = mountedBeneath(directory);
  for (const point of before) {
    const at = points.indexOf(point);
    if (at >= 0) points.splice(at, 1);
  }
  return points;
}

/** `before`: mount points that stay. */
export function clear(directory: string, before: readonly string[]): void {
  for (let round = 0; round < ROUNDS && left(directory, before).length > 0; round++) {
    for (const point of left(directory, before).reverse()) {
      try {
        umount(point, MNT_DETACH);
      } catch (error) {
        // What is hidden comes free with what hides it, in the next round.
        if (!(error instanceof SystemError)) throw error;
      }
    }
  }
}

/** Something is mounted again where a mount of the scene was taken away, so that the scene can be taken down. */
export function putBack(directory: string, before: readonly string[]): void {
  const now = mountedBeneath(directory);
  for (const point of before) {
    const at = now.indexOf(point);
    if (at >= 0) now.splice(at, 1);
    else mount("none", point, "tmpfs");
  }
}
