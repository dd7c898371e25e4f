/** What is done when all is calm again, so that nothing of a run may stay. */
import type { Request } from "../../host/planner/generated/types.ts";
import { pathOf } from "../simulated-kernel/mount.ts";
import type { Runner } from "./runner.ts";

/** Takes whatever of ours is there away, by its path, newest first. */
export function recover(runner: Runner): void {
  const { watch, kernel, driver, stranger } = runner;
  for (let tries = watch.made.length; tries > 0; tries--) {
    // What lay on a stranger's mount has kept it there.
    stranger.leave();
    watch.others();
    // A copy goes with the tree that it is part of: it may be locked (mount_namespaces(7)).
    const newest = watch.made.findLast((mount) => !watch.isPart(mount));
    const { parent, point } = newest ?? {};
    const path = parent && point && pathOf({ mount: parent, node: point }, kernel.root.mount);
    const isTree = newest?.children.some((mount) => watch.isPart(mount)) === true;
    if (path) runner.run(anyAt(Uint8Array.from(Buffer.from(path, "latin1")), isTree));
    driver.session.reset();
  }
}

function anyAt(target: Uint8Array, lazy: boolean): Request {
  return {
    tag: "unmount",
    value: { target, mounts: [], any: true, patience: 0, lazy, removeTarget: false, elsewhere: 0 },
  };
}
