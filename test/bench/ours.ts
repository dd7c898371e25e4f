import { join } from "node:path";
import { mount } from "../../host/index.ts";
import type { MountRequest, Proof } from "../../host/types.ts";
import type { Contender, Prepared, Sample } from "./contender.ts";
import { type Layers, lowersOf, makePlace } from "./layers.ts";

/**
 * layermount itself, in this process, warm. A sample is everything from the call to the settled promise: paths as
 * bytes into the core, planning, the hand-off to the session's thread and back through the event loop, survey,
 * mount, proof, and writing the record beneath /run; for an unmount, looking at the mount and removing the record too.
 */
export function layermount(name: string, number: number, proof: Proof, layers: Layers): Contender {
  return {
    name,
    async prepare(one): Promise<Prepared> {
      const { own, target } = await makePlace(layers, number, one);
      const lowers = lowersOf(layers, one.layers).map((path) => new TextEncoder().encode(path));
      const top = { upper: join(layers.snapshots, own, "fs"), work: join(layers.snapshots, own, "work") };
      const options = one.mode === "mapped" ? ["uidmap=0:100000:65536", "gidmap=0:100000:65536"] : [];
      const overlay = { type: "overlay", source: "overlay", lowers, ...(one.mode === "ro" ? {} : top), options };
      const request: MountRequest = { mounts: [overlay], target, proof };
      let mounted: Awaited<ReturnType<typeof mount>> | undefined;
      return {
        mount: () =>
          timed(async () => {
            mounted = await mount(request);
          }),
        unmount: () =>
          timed(async () => {
            await mounted?.unmount();
          }),
      };
    },
    close: async () => undefined,
  };
}

async function timed(work: () => Promise<void>): Promise<Sample> {
  const start = Bun.nanoseconds();
  await work();
  const spent = Bun.nanoseconds() - start;
  return { spent, whole: spent };
}
