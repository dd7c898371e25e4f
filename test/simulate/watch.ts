/** What must hold after every effect: nothing of others is taken away, the newest goes first, budgets are kept. */
import type { Kernel } from "../simulated-kernel/kernel.ts";
import type { Mount } from "../simulated-kernel/mount.ts";
import type { Node } from "../simulated-kernel/node.ts";
import type { Effect, Program } from "../simulated-kernel/program.ts";
import type { Session } from "../simulated-kernel/session.ts";
import { lookUp } from "../simulated-kernel/walk.ts";
import type { Scenario } from "./scenario.ts";

/** A property, and how it was broken. */
export interface Violation {
  readonly property: string;
  readonly what: string;
}

/** Effects of one run at most: a busy mount is tried again for as long as the patience lasts. */
const EFFECTS_MOST = 6000;
const MNT_DETACH = 2;
/** Begins the name of the directory of an id-mapped clone. */
const CLONE = ".layermount-map-";
const MOUNTING: ReadonlySet<string> = new Set(["mount", "move_mount"]);

/** Watches what a run does in a world. */
export class Watch {
  /** Mounts that the run made and that are there, oldest first. */
  readonly made: Mount[] = [];
  /** Directories that it made and that are there. */
  readonly directories = new Set<Node>();
  readonly violations: Violation[] = [];
  effects = 0;
  /** Whatever is there is to be unmounted, whoever mounted it. */
  takesAny = false;
  /** Somebody put another directory there, and nothing was held: without a proof that is not seen. */
  isUnseen: () => boolean = () => false;
  /** Somebody did anything. */
  touched: () => boolean = () => false;
  /** Somebody put a mount where ours had been, and took ours away. */
  tookPlace: () => boolean = () => false;
  /** Mounts that came along with the one on which they lie: it stands for them. */
  readonly #parts = new Set<Mount>();
  readonly #kernel: Kernel;
  readonly #scenario: Scenario;
  readonly #session: Session;
  #known: Set<Mount>;
  #victim: Node | undefined;
  /** What is unmounted is a clone that was there for a while: its look and its end are one program. */
  #clone = false;

  constructor(kernel: Kernel, session: Session, scenario: Scenario) {
    this.#kernel = kernel;
    this.#session = session;
    this.#scenario = scenario;
    this.#known = new Set(kernel.mounts);
  }

  broken(property: string, what: string): void {
    this.violations.push({ property, what });
  }

  /** Somebody else acted: what is there now is as it was before for the run. */
  others(): void {
    this.#known = new Set(this.#kernel.mounts);
    for (let i = this.made.length - 1; i >= 0; i--) {
      if (this.made[i]?.state !== "attached") this.made.splice(i, 1);
    }
  }

  before(program: Program, effect: Effect): void {
    if (++this.effects === EFFECTS_MOST) this.broken("bounded", `${EFFECTS_MOST} effects`);
    const { op, args } = effect;
    const { pageSize, valueMax } = this.#scenario;
    const length = (argument: number) => (args[argument] ? program.text(args[argument] ?? 0).length : 0);
    if (op === "mount" && length(4) > pageSize - 1) this.broken("budget", `${length(4)} bytes of options`);
    if (op === "fsconfig" && length(3) > valueMax) this.broken("budget", `a value of ${length(3)} bytes`);
    const { kind, lazy } = this.#scenario;
    this.#clone = op === "umount" && program.text(args[0] ?? 0).startsWith(CLONE);
    if (op === "umount" && !this.#clone && ((args[1] ?? 0) & MNT_DETACH) !== 0 && kind !== "bind" && lazy !== true) {
      this.broken("not lazily", "an unmount by MNT_DETACH");
    }
    if (op === "rmdir" || op === "unlink") this.#victim = this.#seenAt(program, args);
  }

  after(effect: Effect, phase: number, result: number): void {
    const { op } = effect;
    if (result < 0) return;
    if (MOUNTING.has(op)) this.#mounted();
    else if (op === "umount") this.#unmounted(phase);
    else if (op === "rmdir" || op === "unlink") this.#removed(op);
  }

  /** A directory was made: the program says where. */
  madeDirectory(program: Program, effect: Effect): void {
    const node = this.#seenAt(program, effect.args);
    if (node) this.directories.add(node);
  }

  #seenAt(program: Program, [register = 0, offset = 0]: readonly number[]): Node | undefined {
    const from = this.#session.directory(register);
    if (typeof from === "number") return undefined;
    const path = program.text(offset);
    const at = lookUp(this.#kernel.walker, path.startsWith("/") ? this.#kernel.root : from, path, { follow: false });
    return typeof at === "number" ? undefined : at.node;
  }

  /** Whether a mount was copied with the one on which it still lies. */
  isPart(mount: Mount): boolean {
    return this.#parts.has(mount) && mount.parent !== null && this.made.includes(mount.parent);
  }

  #mounted(): void {
    const before = this.made.length;
    for (const mount of this.#kernel.mounts) {
      if (this.#known.has(mount)) continue;
      this.#known.add(mount);
      const { parent } = mount;
      if (parent !== null && this.made.includes(parent, before)) this.#parts.add(mount);
      this.made.push(mount);
    }
  }

  #unmounted(phase: number): void {
    for (const mount of [...this.#known].reverse()) {
      if (this.#kernel.mounts.has(mount)) continue;
      this.#known.delete(mount);
      const at = this.made.indexOf(mount);
      if (at < 0 && (this.takesAny || this.tookPlace())) continue;
      if (at < 0)
        this.broken(
          "own mounts",
          `phase ${phase} unmounted ${mount.fs.type} ${mount.fs.source}, which it had not made`,
        );
      else this.#inOrder(at);
    }
  }

  /** What goes as a tree goes at once: its parts are taken in the order in which they are found, newest first. */
  #inOrder(at: number): void {
    // What lies on somebody else's mount may be left there, and named.
    const isLeft =
      this.touched() && this.made.slice(at + 1).every(({ parent }) => !parent || !this.made.includes(parent));
    if (at !== this.made.length - 1 && !this.#clone && !isLeft)
      this.broken("newest first", `mount ${at + 1} of ${this.made.length} was unmounted first`);
    this.made.splice(at, 1);
  }

  #removed(op: string): void {
    const node = this.#victim;
    if (node === undefined) this.broken("own directories", `${op} of something that could not be seen before`);
    else if (!this.directories.delete(node) && !this.#liesInOurs(node) && !this.isUnseen())
      this.broken("own directories", `${op} of ${node.name}, which it had not made`);
  }

  /** What the kernel made in a directory of ours goes with it: an overlay's work directory, for one. */
  #liesInOurs(node: Node): boolean {
    for (let { parent: above } = node; above !== null; above = above.parent) {
      if (this.directories.has(above)) return true;
    }
    return false;
  }
}
