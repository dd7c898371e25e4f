/** The same scene on a simulated kernel. */
import { vector } from "../../plan/vectors.ts";
import { simulated as driverOf } from "../../simulated-kernel/driver.ts";
import type { Kernel } from "../../simulated-kernel/kernel.ts";
import { type Path, pathOf } from "../../simulated-kernel/mount.ts";
import { childOf, FileSystem, makeChild, putChild } from "../../simulated-kernel/node.ts";
import { MS_SHARED, S_IFDIR, TMPFS_MAGIC } from "../../simulated-kernel/numbers.ts";
import { attach, changePropagation, detach } from "../../simulated-kernel/propagation.ts";
import type { Kernel as Name } from "../../simulated-kernel/rules.ts";
import { resolve } from "../../simulated-kernel/walk.ts";
import { directory, file, mountAt, symlink, world } from "../../simulated-kernel/world.ts";
import type { Stage } from "./scene.ts";

const HOME = "/home/scene";

/** A scene on a kernel by name. */
export function simulated(name: Name): Stage {
  const kernel = world(name);
  directory(kernel, HOME);
  const driver = driverOf(kernel);
  const at = (beneath: string): string => (beneath === "" ? HOME : `${HOME}/${beneath}`);
  const place = (beneath: string): Path => placeOf(kernel, at(beneath));
  const above = (beneath: string): Path => placeOf(kernel, at(beneath).replace(/\/[^/]*$/, ""));
  const last = (beneath: string): string => at(beneath).replace(/^.*\//, "");
  return {
    capabilities: vector(name),
    driver,
    at,
    directory: (beneath) => void directoryIn(kernel, at(beneath)),
    file: (beneath) => void file(kernel, at(beneath), beneath),
    symlink: (beneath, to) => void symlink(kernel, at(beneath), to),
    rename(from, to) {
      const holder = above(from).node;
      const node = childOf(holder, last(from));
      if (!node) throw new Error(`nothing is at ${from}`);
      holder.children?.delete(last(from));
      putChild(above(to).node, last(to), node);
    },
    removeDirectory(beneath) {
      const { node } = above(beneath);
      const gone = childOf(node, last(beneath));
      if (gone) gone.deleted = true;
      node.children?.delete(last(beneath));
    },
    has: (beneath) => childOf(above(beneath).node, last(beneath)) !== undefined,
    tmpfs: (beneath) => {
      mountAt(kernel, at(beneath), new FileSystem("tmpfs", TMPFS_MAGIC, "stranger", kernel.nextDevice()));
    },
    moveMount(from, to) {
      const { mount } = place(from);
      const there = place(to);
      mount.parent?.children.splice(mount.parent.children.indexOf(mount), 1);
      mount.parent = null;
      attach(kernel, mount, there);
    },
    umount: (beneath) => detach(kernel, place(beneath).mount, false),
    share: (beneath) => changePropagation(kernel, [place(beneath).mount], MS_SHARED),
    hold(beneath) {
      const number = kernel.open({ path: place(beneath), flags: 0, offset: 0 });
      return () => void kernel.close(number);
    },
    mounted: () =>
      [...kernel.mounts].flatMap((mount) => {
        const point = mount.parent && mount.point && pathOf({ mount, node: mount.root }, kernel.root.mount);
        return point?.startsWith(`${HOME}/`) ? [point.slice(HOME.length + 1)] : [];
      }),
    rest() {
      driver.session.reset();
      return Promise.resolve();
    },
    end() {
      driver.session.reset();
      return Promise.resolve();
    },
  };
}

function placeOf(kernel: Kernel, path: string): Path {
  const at = resolve(kernel.walker, kernel.root, path);
  if (typeof at === "number") throw new Error(`${path}: errno ${-at}`);
  return at;
}

/** Also in what is mounted on the way. */
function directoryIn(kernel: Kernel, path: string): void {
  let above = "";
  for (const name of path.split("/").filter((part) => part !== "")) {
    const { node } = above === "" ? kernel.root : placeOf(kernel, above);
    if (childOf(node, name) === undefined) makeChild(node, name, S_IFDIR | 0o755);
    above += `/${name}`;
  }
}
