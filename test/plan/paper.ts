/**
 * A kernel on paper: carries programs out in memory, with a mount table of its own, and fails exactly where a case
 * says. It stands for no kernel in any test of behaviour; it gives the observations of runs whose every step is told
 * in a golden file.
 */

import { infoLine, type PretendMount, pretendMount, statmountBytes } from "../core/pretend-mount.ts";
import { ProgramView, type ViewedOp } from "../core/program-view.ts";
import { bytes } from "../support/names.ts";

const CWD = 0xffff;
const NO_REGISTER = 0xffff;
const ESTALE = 116;
const ENODATA = 61;
const EBUSY = 16;
const EEXIST = 17;
const ENOENT = 2;
const EINVAL = 22;
const MOUNT_ROOT = 0x2000;
const DIRECTORY = 0o40755;
const MS_REMOUNT = 32;
const MS_BIND = 4096;
const MS_PROPAGATION = 0x1e0000;

/** What goes wrong: the operations that it is about, and their errno. */
export interface Fault {
  readonly op: string;
  /** Only operations that have this text among their arguments. */
  readonly text?: string;
  readonly errno: number;
  /** How often it happens; for good where nothing is said. */
  readonly times?: number;
}

/** What is different from "everything is a directory of its own". */
export interface World {
  readonly faults?: readonly Fault[];
  /** Inodes by path, for directories that are the same one. */
  readonly inodes?: Readonly<Record<string, number>>;
  /** Modes by path, for what is no directory. */
  readonly modes?: Readonly<Record<string, number>>;
  /** Overlays come out read-only although nobody asked for it. */
  readonly silentlyReadOnly?: boolean;
  /** What a context says of the last failure. */
  readonly message?: string;
  /** One program is stopped at one effect, whatever that is. */
  readonly stop?: { readonly program: number; readonly effect: number; readonly errno: number };
  /** What is mounted before the run: paths by mount id, in order. */
  readonly mounted?: Readonly<Record<string, number>>;
}

interface Place {
  readonly path: string;
  /** The mount that it lies on; the mount's own root if `root`. */
  readonly mount: PaperMount;
  readonly root: boolean;
}

interface PaperMount {
  readonly id: bigint;
  parent: bigint;
  /** The path whose directory is its root; a bind has that of its source. */
  readonly root: string;
  shown: PretendMount;
}

const BASE: PaperMount = {
  id: 20n,
  parent: 1n,
  root: "/",
  shown: { fstype: "ext4", source: "/dev/vda", options: [], attributes: 0, readOnly: false },
};

export class PaperKernel {
  readonly #world: World;
  readonly #used = new Map<Fault, number>();
  readonly #open = new Map<number, Place>();
  readonly #ids = new Map<number, PaperMount>();
  readonly #inodes = new Map<string, number>();
  /** Mounts at a path, the newest last. */
  readonly #table = new Map<string, PaperMount[]>();
  #next = 300n;
  #programs = 0;
  /** What was done to the mount table and to directories, oldest first: `mount /a`, `umount /a`, `mkdir /a`, `rmdir /a`. */
  readonly deeds: string[] = [];

  constructor(world: World = {}) {
    this.#world = world;
    for (const [path, id] of Object.entries(world.mounted ?? {})) {
      const mount: PaperMount = { ...BASE, id: BigInt(id), parent: BASE.id, root: `root of ${id}` };
      this.#table.set(path, [...(this.#table.get(path) ?? []), mount]);
    }
  }

  /** Carries a program out up to its first failure. */
  observe(program: Uint8Array): Uint8Array {
    const view = new ProgramView(program);
    const seen = Buffer.alloc(view.observationBytes);
    seen.writeUInt32LE(0x314f4d4c, 0);
    const run: Program = { view, seen, filled: new Map(), cwd: "/" };
    let done = 0;
    for (; done < view.ops.length; done++) {
      const op = view.ops[done] as ViewedOp;
      const result = this.#isStopped(done) ? -(this.#world.stop?.errno ?? 0) : this.#result(op, run);
      seen.writeInt32LE(result, 16 + 4 * done);
      if (result >= 0 || op.soft) continue;
      seen.writeInt32LE(result, 8);
      break;
    }
    seen.writeUInt32LE(done, 4);
    this.#programs++;
    return seen;
  }

  #isStopped(effect: number): boolean {
    const { stop } = this.#world;
    return stop !== undefined && stop.program === this.#programs && stop.effect === effect;
  }

  #result(op: ViewedOp, run: Program): number {
    const fault = this.#fault(op, run.view);
    const result = fault === undefined ? this.#carryOut(op, run) : -fault.errno;
    if (!op.absent) return result;
    return result >= 0 ? -EEXIST : result === -ENOENT ? 0 : result;
  }

  #fault(op: ViewedOp, view: ProgramView): Fault | undefined {
    const texts = textsOf(op, view);
    const fault = this.#world.faults?.find((one) => {
      const left = (one.times ?? Number.POSITIVE_INFINITY) > (this.#used.get(one) ?? 0);
      return one.op === op.op && left && (one.text === undefined || texts.includes(one.text));
    });
    if (fault !== undefined) this.#used.set(fault, (this.#used.get(fault) ?? 0) + 1);
    return fault;
  }

  #carryOut(op: ViewedOp, run: Program): number {
    const { view, seen } = run;
    const [a = 0, b = 0, c = 0, d = 0] = op.args;
    switch (op.op) {
      case "open":
      case "openat2":
        this.#open.set(op.into, this.#at(this.#path(a, view.text(b), run)));
        return 0;
      case "close":
        return this.#open.delete(a) ? 0 : -9;
      case "statx":
        return this.#statx(op, run);
      case "fstatfs":
        return this.#fstatfs(op, seen);
      case "same":
        return seen.subarray(a, a + c).equals(view.bytes(b, c)) ? 0 : -ESTALE;
      case "equal":
        return seen.subarray(a, a + c).equals(seen.subarray(b, b + c)) ? 0 : -ESTALE;
      case "bits":
        return (seen.readUInt32LE(a) & b) >>> 0 === c ? 0 : -ESTALE;
      case "fdtext":
        run.filled.set(b, a);
        return 0;
      case "fchdir":
        run.cwd = this.#open.get(a)?.path ?? "/";
        return 0;
      case "fsopen":
        this.#open.set(op.into, { path: "", mount: BASE, root: false });
        return 0;
      case "fsmount":
      case "open_tree":
        this.#open.set(op.into, {
          path: "",
          mount: this.#made(view, op.op === "open_tree" ? view.text(b) : ""),
          root: true,
        });
        return 0;
      case "move_mount":
        return this.#attach(this.#path(c, view.text(d), run), this.#open.get(a)?.mount ?? BASE);
      case "mount":
        if ((d & MS_PROPAGATION) !== 0) return 0;
        if ((d & MS_REMOUNT) !== 0) return this.#remount(this.#at(this.#named(b, run)).mount, d);
        return this.#attach(this.#named(b, run), this.#made(view, (d & MS_BIND) === 0 ? "" : view.text(a)));
      case "umount":
        return this.#detach(this.#path(CWD, view.text(a), run));
      case "mkdir":
      case "rmdir":
        return this.#directory(op.op, this.#path(a, view.text(b), run));
      default:
        return this.#read(op, run);
    }
  }

  #read(op: ViewedOp, run: Program): number {
    const [a = 0] = op.args;
    let text: Uint8Array;
    if (op.op === "fdpath") {
      const place = this.#open.get(a);
      if (place === undefined) return -9;
      text = bytes(place.path);
    } else if (op.op === "statmount" || op.op === "mountinfo") {
      const mount = this.#ids.get(a) ?? BASE;
      const shown = this.#shown(mount);
      text =
        op.op === "mountinfo"
          ? infoLine(shown, mount.id, mount.parent)
          : statmountBytes(shown, op.args[1] ?? 0, mount.id, mount.parent);
    } else if (op.op === "read") {
      // What is read is a context's message, or, by the probe, the auxiliary vector: AT_PAGESZ is 6.
      if (op.room === 1024) text = new Uint8Array(BigUint64Array.of(6n, 4096n, 0n, 0n).buffer);
      else if (this.#world.message === undefined) return -ENODATA;
      else text = bytes(this.#world.message);
    } else return 0;
    run.seen.set(text.subarray(0, op.room), op.out);
    return Math.min(text.length, op.room);
  }

  #statx(op: ViewedOp, { view, seen, ...run }: Program): number {
    const [a = 0, b = 0] = op.args;
    const name = view.text(b);
    const place = name === "" ? this.#open.get(a) : this.#at(this.#path(a, name, { view, seen, ...run }));
    if (place === undefined) return -9;
    if (op.absent) return -ENOENT;
    seen.writeUInt32LE(this.#world.modes?.[place.path] ?? DIRECTORY, op.out);
    seen.writeUInt32LE(place.root ? MOUNT_ROOT : 0, op.out + 4);
    seen.writeBigUInt64LE(BigInt(this.#inode(place)), op.out + 8);
    seen.writeUInt32LE(51, op.out + 20);
    seen.writeBigUInt64LE(place.mount.id, op.out + 24);
    seen.writeUInt32LE(0x7fff, op.out + 40);
    if (op.into !== NO_REGISTER) this.#ids.set(op.into, place.mount);
    return 0;
  }

  #fstatfs(op: ViewedOp, seen: Buffer): number {
    const place = this.#open.get(op.args[0] ?? 0);
    if (place === undefined) return -9;
    seen.writeBigUInt64LE(0x794c7630n, op.out);
    const shown = this.#shown(place.mount);
    seen.writeBigUInt64LE(BigInt((shown.attributes & 15) | (shown.readOnly ? 1 : 0)), op.out + 8);
    return 0;
  }

  #shown({ shown }: PaperMount): PretendMount {
    const spoilt = this.#world.silentlyReadOnly === true && shown.fstype === "overlay";
    return spoilt ? { ...shown, readOnly: true } : shown;
  }

  /** A mount that is not attached yet; `source`: the directory that it binds. */
  #made(view: ProgramView, source: string): PaperMount {
    const id = this.#next++;
    return { id, parent: 0n, root: source === "" ? `root of ${id}` : source, shown: pretendMount(view) };
  }

  #attach(path: string, mount: PaperMount): number {
    mount.parent = this.#at(path).mount.id;
    this.#table.set(path, [...(this.#table.get(path) ?? []), mount]);
    this.deeds.push(`mount ${path}`);
    return 0;
  }

  #detach(path: string): number {
    const mounts = this.#table.get(path) ?? [];
    const beneath = [...this.#table].some(([other, own]) => own.length > 0 && other.startsWith(`${path}/`));
    if (mounts.length === 0 || beneath) return mounts.length === 0 ? -EINVAL : -EBUSY;
    mounts.pop();
    this.deeds.push(`umount ${path}`);
    return 0;
  }

  #directory(what: "mkdir" | "rmdir", path: string): number {
    if (what === "rmdir" && (this.#table.get(path)?.length ?? 0) > 0) return -EBUSY;
    this.deeds.push(`${what} ${path}`);
    return 0;
  }

  #remount(mount: PaperMount, flags: number): number {
    mount.shown = { ...mount.shown, attributes: flags & 15, readOnly: (flags & 1) !== 0 };
    return 0;
  }

  /** What is seen at a path: the newest mount there, or the directory on the mount above it. */
  #at(path: string): Place {
    const own = this.#table.get(path)?.at(-1);
    if (own !== undefined) return { path, mount: own, root: true };
    const above = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    return { path, mount: above === "" ? BASE : this.#at(above).mount, root: false };
  }

  #path(directory: number, name: string, { cwd }: Program): string {
    if (name.startsWith("/")) return name;
    const from = directory === CWD ? cwd : (this.#open.get(directory)?.path ?? "");
    if (name === "" || name === ".") return from;
    return from === "/" ? `/${name}` : `${from}/${name}`;
  }

  /** A path of mount(2), which may lead through a descriptor whose number was filled in. */
  #named(offset: number, run: Program): string {
    const text = run.view.text(offset);
    for (const [hole, register] of run.filled) {
      if (hole < offset || hole >= offset + text.length) continue;
      return this.#open.get(register)?.path ?? text;
    }
    return text;
  }

  #inode({ path, mount, root }: Place): number {
    const given = this.#world.inodes?.[path];
    if (given !== undefined) return given;
    const key = root ? mount.root : path;
    const known = this.#inodes.get(key) ?? 100 + this.#inodes.size;
    this.#inodes.set(key, known);
    return known;
  }
}

interface Program {
  readonly view: ProgramView;
  readonly seen: Buffer;
  /** Registers whose numbers were filled into texts, by the hole's offset. */
  readonly filled: Map<number, number>;
  cwd: string;
}

function textsOf({ op, args }: ViewedOp, view: ProgramView): string[] {
  const places: Readonly<Record<string, readonly number[]>> = {
    open: [1],
    openat2: [1],
    statx: [1],
    mkdir: [1],
    rmdir: [1],
    umount: [0],
    mount: [0, 1, 2],
    fsconfig: [2, 3],
    fsconfig_fd: [2],
    open_tree: [1],
    move_mount: [3],
    unlink: [1],
  };
  return (places[op] ?? []).map((i) => view.text(args[i] ?? 0));
}
