import { runtime } from "#runtime";
import { bytesOf } from "../bytes.ts";
import type * as planned from "../planner/generated/types.ts";
import type { IdRange, Mount, MountRequest, Path } from "../types.ts";

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
    uidMap: plannedMap(mount.uidMap),
    gidMap: plannedMap(mount.gidMap),
  };
}

/** Numbers go to the planner as they are, wrong ones too: it says what is wrong with them. */
function plannedMap(map: readonly IdRange[] | undefined): planned.Mount["uidMap"] {
  const wide = (id: number): bigint => BigInt.asUintN(64, BigInt(id));
  return map?.map(({ container, host, size }) => ({ container: wide(container), host: wide(host), size: wide(size) }));
}

/** What a request needs of the machine besides what the caller said. */
export type Lent = Pick<planned.MountRequest, "userNamespaces" | "scratch">;

/**
 * Where a directory may be made for as long as a mount takes, with a name that nobody else has.
 *
 * @param token Of the run, where it has one.
 */
export function scratchIn(directory: Path = runtime.env("TMPDIR") ?? "/tmp", token?: string): planned.Scratch {
  return { directory: bytesOf(directory), token: token ?? crypto.randomUUID().replaceAll("-", "") };
}

/** No plan makes anything. */
export const PLANNED = { directory: "/run/layermount", token: "plan" };

/** A caller's request as the planner takes it. */
export function plannedRequest(request: MountRequest, lent: Lent = {}): planned.Request {
  return {
    tag: "mount",
    value: {
      mounts: request.mounts.map(plannedMount),
      target: request.target,
      makeTarget: request.mkdir ?? false,
      proof: request.proof ?? "kernel",
      way: request.way,
      view: request.view ?? "asked",
      allow: {
        upperInsideLower: request.allow?.upperInsideLower ?? false,
        chownUpper: request.allow?.chownUpper ?? false,
      },
      ...lent,
    },
  };
}
