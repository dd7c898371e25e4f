/** Layers as they lie on disk in the golden cases. */
import type { Mount, MountRequest } from "../../../host/types.ts";

/** Where containerd keeps snapshots. */
export const SNAPSHOTS = "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots";

/** `count` layers as containerd numbers them, topmost first. */
export function snapshots(count: number, directory: string = SNAPSHOTS): string[] {
  return Array.from({ length: count }, (_, i) => `${directory}/${count - i}/fs`);
}

/** An upperdir and its workdir in one directory. */
export function top(directory: string): { upper: string; work: string } {
  return { upper: `${directory}/fs`, work: `${directory}/work` };
}

/** A request for one overlay at /target. */
export function overlay(
  lowers: readonly (string | Uint8Array)[],
  more: Partial<Mount & MountRequest> = {},
): MountRequest {
  const { upper, work, options, source, ...request } = more;
  const mount = {
    type: "overlay",
    lowers,
    ...(upper === undefined ? {} : { upper }),
    ...(work === undefined ? {} : { work }),
    ...(options === undefined ? {} : { options }),
    ...(source === undefined ? {} : { source }),
  };
  return { mounts: [mount], target: "/target", ...request };
}

/** containerd's layers with its writable top. */
export function container(count: number, more: Partial<Mount & MountRequest> = {}): MountRequest {
  return overlay(snapshots(count), { ...top(`${SNAPSHOTS}/${count + 1}`), ...more });
}

/** `length` bytes that begin with `start`. */
export function long(length: number, start: string, fill = "x"): string {
  return start.padEnd(length, fill);
}
