/**
 * A kernel on paper: carries programs out in memory, with a mount table of its own, and fails exactly where a case
 * says. It stands for no kernel in any test of behaviour; it gives the observations of runs whose every step is told
 * in a golden file.
 */

import { infoLine, type PretendMount, statmountBytes } from "../core/pretend-mount.ts";
import { ProgramView, type ViewedOp } from "../core/program-view.ts";
import { bytes } from "../support/names.ts";
import { BASE, type PaperMount, PaperTable, type Place } from "./paper-table.ts";
import { Faults, type Program, type World } from "./paper-world.ts";

const CWD = 0xffff;
const NO_REGISTER = 0xffff;
const [ENOENT, EEXIST, ENODATA, ESTALE] = [2, 17, 61, 116] as const;
const MOUNT_ROOT = 0x2000;
const DIRECTORY = 0o40755;
const MS_REMOUNT = 32;
const MS_BIND = 4096;
const MS_PROPAGATION = 0x1e0000;

export class PaperKernel {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #table: PaperTable;
  readonly #open = new Map<number, Place>();
  readonly #ids = new Map<number, PaperMount | undefined>();
  #programs = 0;

  constructor(world: World = {}) {
    this.#world = world;
    this.#faults = new Faults(world);
    this.#table = new PaperTable(world.mounted);
  }

  /** What was done to the mount table and to directories, oldest first. */
  get deeds(): readonly string[] {
    return this.#table.deeds;
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
      const stop = this.#faults.stopAt(this.#programs, done);
      const result = stop === undefined ? this.#result(op, run) : -stop;
      seen.writeInt32LE(result, 16 + 4 * done);
      if (result >= 0 || op.soft) continue;
      seen.writeInt32LE(result, 8);
      break;
    }
    seen.writeUInt32LE(done, 4);
    this.#programs++;
    return seen;
  }

  #result(op: ViewedOp, run: Program): number {
    const errno = this.#faults.errnoOf(op, run.view);
    const result = errno === undefined ? this.#carryOut(op, run) : -errno;
    if (!op.absent) return result;
    return result >= 0 ? -EEXIST : result === -ENOENT ? 0 : result;
  }

  #carryOut(op: ViewedOp, run: Program): number {
    const { view, seen } = run;
    const [a = 0, b = 0, c = 0, d = 0] = op.args;
    switch (op.op) {
      case "open":
      case "openat2":
        this.#open.set(op.into, this.#table.at(this.#path(a, view.text(b), run)));
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
      case "differ":
        return seen.subarray(a, a + c).equals(seen.subarray(b, b + c)) ? -EEXIST : 0;
      case "mountid":
        this.#ids.set(op.into, this.#table.known(Buffer.from(view.bytes(a, b)).readBigUInt64LE()));
        return 0;
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
          mount: this.#table.made(view, op.op === "open_tree" ? view.text(b) : ""),
          root: true,
        });
        return 0;
      case "move_mount":
        return this.#table.attach(this.#path(c, view.text(d), run), this.#open.get(a)?.mount ?? BASE);
      case "mount":
        if ((d & MS_PROPAGATION) !== 0) return 0;
        if ((d & MS_REMOUNT) !== 0) return this.#table.remount(this.#table.at(this.#named(b, run)).mount, d);
        return this.#table.attach(this.#named(b, run), this.#table.made(view, (d & MS_BIND) === 0 ? "" : view.text(a)));
      case "umount":
        return this.#table.detach(this.#path(CWD, view.text(a), run));
      case "mkdir":
      case "rmdir":
        return this.#table.directory(op.op, this.#path(a, view.text(b), run));
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
      const mount = this.#ids.has(a) ? this.#ids.get(a) : BASE;
      if (mount === undefined) return -ENOENT;
      const shown = this.#shown(mount);
      const point = this.#table.pointOf(mount);
      text =
        op.op === "mountinfo"
          ? infoLine(shown, mount.id, mount.parent)
          : statmountBytes(shown, op.args[1] ?? 0, mount.id, mount.parent, point);
    } else if (op.op === "read") {
      // A context's message, a file, or, by the probe, the auxiliary vector: AT_PAGESZ is 6.
      if (op.room === 1024) text = new Uint8Array(BigUint64Array.of(6n, 4096n, 0n, 0n).buffer);
      else if (op.room === 8) return 0;
      else if (this.#world.message === undefined) return -ENODATA;
      else text = bytes(this.#world.message);
    } else return 0;
    run.seen.set(text.subarray(0, op.room), op.out);
    return Math.min(text.length, op.room);
  }

  #statx(op: ViewedOp, { view, seen, ...run }: Program): number {
    const [a = 0, b = 0] = op.args;
    const name = view.text(b);
    const place = name === "" ? this.#open.get(a) : this.#table.at(this.#path(a, name, { view, seen, ...run }));
    if (place === undefined) return -9;
    if (op.absent) return -ENOENT;
    seen.writeUInt32LE(this.#world.modes?.[place.path] ?? DIRECTORY, op.out);
    seen.writeUInt32LE(place.root ? MOUNT_ROOT : 0, op.out + 4);
    seen.writeBigUInt64LE(BigInt(this.#table.inodeOf(place, this.#world.inodes)), op.out + 8);
    seen.writeUInt32LE(51, op.out + 20);
    seen.writeBigUInt64LE(place.mount.id, op.out + 24);
    seen.writeUInt32LE(this.#world.owners?.[place.path] ?? 0, op.out + 32);
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

  #path(directory: number, name: string, { cwd }: Program): string {
    if (name.startsWith("/")) return name;
    const from = directory === CWD ? cwd : (this.#open.get(directory)?.path ?? "");
    return name === "" || name === "." ? from : `${from === "/" ? "" : from}/${name}`;
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
}
