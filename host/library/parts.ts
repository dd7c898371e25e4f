import type { MountOutcome } from "../planner/generated/types.ts";
import type { MountedPart } from "../types.ts";

/** The mounts of an outcome as callers see them. */
export function partsOf({ mounts }: MountOutcome): MountedPart[] {
  return mounts.map(({ identity, ...rest }) => {
    return { ...rest, target: identity.target, mountId: identity.mountId, unique: identity.unique };
  });
}
