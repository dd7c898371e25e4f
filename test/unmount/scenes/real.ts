/** A scene on the real kernel, in a mount namespace of the test's own. */
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { Session } from "../../../host/linux/session.ts";
import type { Capabilities } from "../../../host/planner/generated/types.ts";
import { MS, mount, umount } from "../../support/libc.ts";
import { mountedBeneath, temporary } from "../../support/temporary.ts";
import type { Stage } from "./scene.ts";

const MS_MOVE = 8192;
const MNT_DETACH = 2;

/** A scene in a temporary directory. */
export function real(capabilities: Capabilities): Stage {
  const place = temporary("unmount");
  const session = new Session();
  const at = (name: string): string => (name === "" ? place.path : `${place.path}/${name}`);
  return {
    capabilities,
    driver: session,
    at,
    directory: (name) => void mkdirSync(at(name), { recursive: true }),
    file: (name) => writeFileSync(at(name), name),
    symlink: (name, to) => symlinkSync(to, at(name)),
    rename: (from, to) => renameSync(at(from), at(to)),
    removeDirectory: (name) => rmdirSync(at(name)),
    has: (name) => existsSync(at(name)) || isThere(at(name)),
    tmpfs: (name) => mount("stranger", at(name), "tmpfs"),
    moveMount: (from, to) => mount(at(from), at(to), "", MS_MOVE),
    umount: (name) => umount(at(name)),
    share: (name) => mount("none", at(name), "", MS.shared),
    hold(name) {
      const fd = openSync(at(name), "r");
      return () => closeSync(fd);
    },
    mounted: () => mountedBeneath(place.path).map((point) => point.slice(place.path.length + 1)),
    rest: () => session.reset(),
    async end() {
      await session.close();
      for (let top = mountedBeneath(place.path).at(-1); top; top = mountedBeneath(place.path).at(-1)) {
        umount(top, MNT_DETACH);
      }
      place.remove();
    },
  };
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
