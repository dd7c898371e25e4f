/** What somebody else does in a simulated world, and how it is taken back when all is calm again. */
import type { Kernel } from "../simulated-kernel/kernel.ts";
import type { Mount, Path } from "../simulated-kernel/mount.ts";
import { FileSystem, Node, putChild } from "../simulated-kernel/node.ts";
import { S_IFDIR, TMPFS_MAGIC } from "../simulated-kernel/numbers.ts";
import { attach, detach } from "../simulated-kernel/propagation.ts";
import { directory, placeAt } from "../simulated-kernel/world.ts";
import type { Act, Scenario } from "./scenario.ts";
import { ABOVE, layersOf, ROOT, TARGET } from "./world.ts";

/** Where somebody else moves a mount to. */
const ELSEWHERE = `${ROOT}/elsewhere`;

/** Somebody else in a world. */
export class Stranger {
  readonly mounts = new Set<Mount>();
  /** Whether mounts, layers, or names above the target are other ones now. */
  touched = false;
  /** Whether something that the run made may lie elsewhere now. */
  moved = false;
  /** Whether mounts were taken away, and another one put in their place: nothing that looks alike can be told apart. */
  tookPlace = false;
  #unmounted = false;
  readonly #kernel: Kernel;
  readonly #scenario: Scenario;
  readonly #back: (() => void)[] = [];

  constructor(kernel: Kernel, scenario: Scenario) {
    this.#kernel = kernel;
    this.#scenario = scenario;
  }

  act(what: Act): void {
    if (what === "mounts over the target") this.#mount(placeAt(this.#kernel, TARGET));
    else if (what === "mounts above the target") this.#mount(placeAt(this.#kernel, ABOVE));
    else if (what === "unmounts what is at the target") this.#unmount();
    else if (what === "opens the target for a while") this.#open();
    else if (what === "moves the target away") this.#move(ABOVE, "target");
    else if (what === "moves the mount at the target") this.#moveMount();
    else if (what === "moves the directory above the target away") this.#move(ROOT, "above");
    else this.#delete();
  }

  /** Names go back to where they were, what is held is let go of; what was mounted stays until `leave`. */
  calm(): void {
    for (const back of this.#back.splice(0).reverse()) back();
  }

  /** Takes the stranger's own mounts away; what lies on them goes, too. */
  leave(): void {
    for (const mount of [...this.mounts].reverse()) {
      if (mount.state === "attached" && mount.children.length === 0) detach(this.#kernel, mount, false);
    }
  }

  #mount(at: Path | undefined): void {
    if (at === undefined || at.mount.state !== "attached") return;
    this.touched = true;
    const fs = new FileSystem("tmpfs", TMPFS_MAGIC, "stranger", this.#kernel.nextDevice());
    const mount = this.#kernel.mountOf(fs, fs.root);
    attach(this.#kernel, mount, at);
    this.mounts.add(mount);
    this.tookPlace ||= this.#unmounted || this.moved;
  }

  #unmount(): void {
    const at = placeAt(this.#kernel, TARGET);
    if (at === undefined || at.node !== at.mount.root || at.mount.parent === null) return;
    this.touched = true;
    detach(this.#kernel, at.mount, true);
    this.#unmounted = true;
    this.tookPlace ||= this.mounts.size > 0;
  }

  /** As mount --move does it, which the kernel forbids beneath a shared mount. */
  #moveMount(): void {
    const at = placeAt(this.#kernel, TARGET);
    const { parent, point } = at?.mount ?? {};
    if (!at || at.node !== at.mount.root || !parent || !point || parent.shared !== 0) return;
    this.touched = true;
    // Nothing of ours is seen there any more, as after an unmount.
    this.#unmounted = true;
    this.tookPlace ||= this.mounts.size > 0;
    const { mount } = at;
    const place = { mount: this.#kernel.root.mount, node: directory(this.#kernel, ELSEWHERE) };
    const move = (to: Path): void => {
      mount.parent?.children.splice(mount.parent.children.indexOf(mount), 1);
      mount.parent = null;
      attach(this.#kernel, mount, to);
    };
    move(place);
    this.#back.push(() => {
      const isThere = parent.state === "attached" && !point.deleted;
      if (mount.state === "attached" && isThere) move({ mount: parent, node: point });
    });
  }

  #open(): void {
    const path = placeAt(this.#kernel, TARGET);
    if (path === undefined) return;
    const number = this.#kernel.open({ path, flags: 0, offset: 0 });
    this.#back.push(() => void this.#kernel.close(number));
  }

  /** By a rename: what is mounted there goes along. */
  #move(above: string, name: string): void {
    const holder = placeAt(this.#kernel, above)?.node;
    const node = holder?.children?.get(name);
    if (this.moved || holder === undefined || node === undefined || holder.fs.finder !== undefined) return;
    this.touched = true;
    this.moved = true;
    this.tookPlace ||= this.mounts.size > 0;
    holder.children?.delete(name);
    putChild(holder, `${name}-moved`, node);
    this.#back.push(() => {
      const there = holder.children?.get(name);
      // What came to lie in the other directory meanwhile goes with it.
      if (there !== undefined && there !== node) putChild(holder, `${name}-instead`, there);
      holder.children?.delete(`${name}-moved`);
      putChild(holder, name, node);
    });
    // Another directory by that name, which has nothing of what is expected there.
    putChild(holder, name, new Node(holder.fs, S_IFDIR | 0o755));
  }

  #delete(): void {
    const [layer = ""] = layersOf(this.#scenario);
    const node = placeAt(this.#kernel, layer)?.node;
    const { parent } = node ?? {};
    if (node === undefined || !parent) return;
    this.touched = true;
    parent.children?.delete(node.name);
    node.deleted = true;
    this.#back.push(() => putChild(parent, node.name, node));
  }
}
