import type * as planned from "../planner/generated/types.ts";
import type { Mount, MountRequest } from "../types.ts";

/** One mount as the planner takes it. */
export function plannedMount(mount: Mount): planned.Mount {
  return {
    fstype: mount.type,
    source: mount.source ?? "",
    target: mount.target ?? "",
    options: mount.options ?? [],
    lowers: mount.lowers ?? [],
    upper: mount.upper,
    work: mount.work,
  };
}

/** A caller's request as the planner takes it. */
export function plannedRequest(request: MountRequest): planned.Request {
  return {
    tag: "mount",
    value: {
      mounts: request.mounts.map(plannedMount),
      target: request.target,
      makeTarget: request.mkdir ?? false,
      proof: request.proof ?? "kernel",
      way: request.way,
      view: request.view ?? "asked",
      allow: { upperInsideLower: request.allow?.upperInsideLower ?? false },
    },
  };
}
