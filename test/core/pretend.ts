/**
 * Answers programs without a kernel: plausibly, with failures, or with nonsense, always from one seed. It stands for
 * no kernel in any test of behaviour; it only feeds bytes to builds of the planner that must agree about them.
 */
import type { Random } from "../model/random.ts";
import { bytes } from "../support/names.ts";
import type { Mood } from "./mood.ts";
import { WORDS } from "./mutate.ts";
import { isOwner, TMPFILE } from "./owners.ts";
import { disguised, infoLine, type PretendMount, pretendMount, statmountBytes } from "./pretend-mount.ts";
import { ProgramView, type ViewedOp } from "./program-view.ts";
import { userFile } from "./random-user.ts";

const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENOTDIR: 20,
  EINVAL: 22,
  ELOOP: 40,
  EOVERFLOW: 75,
} as const;
const ESTALE = 116;
const ERRNOS = [...Object.values(ERRNO), ESTALE, 5, 38, 4095];
/** What is read of an EROFS image: 1,024 bytes, and the superblock. */
const SUPERBLOCK = 1152;

function erofsSuperblock(devices: number): Uint8Array {
  const image = Buffer.alloc(SUPERBLOCK);
  image.writeUInt32LE(0xe0f5e1e2, 1024);
  image.writeUInt16LE(devices, 1024 + 86);
  return image;
}

const USUAL: Readonly<Record<string, readonly number[]>> = {
  open: [ERRNO.ENOENT, ERRNO.ENOENT, ERRNO.ENOTDIR, ERRNO.EPERM],
  openat2: [ERRNO.ELOOP, ERRNO.ENOENT, ERRNO.ENOTDIR, ERRNO.EINVAL],
  statx: [ERRNO.ENOENT, ERRNO.ENOENT, ERRNO.ENOTDIR, ERRNO.EACCES],
  mount: [ERRNO.ELOOP, ERRNO.ELOOP, ERRNO.EINVAL, ERRNO.EPERM, ERRNO.ENOENT],
  fsconfig: [ERRNO.ELOOP, ERRNO.ELOOP, ERRNO.EINVAL, ERRNO.EPERM],
  open_tree: [ERRNO.EINVAL, ERRNO.EINVAL, ERRNO.EPERM, ERRNO.ENOENT],
  fdtext: [ERRNO.EOVERFLOW],
  mount_idmap: [ERRNO.EPERM, ERRNO.EINVAL],
};
const ID_TARGET = 0;
const MOUNT_ROOT = 0x2000;

/** Whether a program looks at, or reads, the passwd or the group of an image. */
function isOfUser(view: ProgramView): boolean {
  return view.ops[1]?.op === "openat2" && view.text(view.ops[1].args[1] ?? 0).startsWith("etc/");
}

export class Pretender {
  readonly #random: Random;
  readonly #mood: Mood;
  readonly #beneath: bigint;
  readonly #mounted: bigint;
  #known: readonly Uint8Array[];

  /** `known`: records of a statx (48 bytes) that are seen at places that a request names. */
  constructor(random: Random, how: Mood, known: readonly Uint8Array[] = []) {
    this.#random = random;
    this.#mood = how;
    this.#beneath = BigInt(21 + random.below(9)) + (random.once(2) ? 2n ** 54n : 0n);
    this.#mounted = this.#beneath + 1n + BigInt(random.below(2 ** 31));
    this.#known = known;
  }

  /** An observation of a program. */
  observe(program: Uint8Array): Uint8Array {
    const view = new ProgramView(program);
    const seen = Buffer.alloc(view.observationBytes);
    seen.writeUInt32LE(0x314f4d4c, 0);
    const mount = disguised(pretendMount(view), this.#mood.disguise);
    const results = view.ops.map((op) => this.#place(view, op, mount, seen));
    this.#agree(view, seen);
    view.ops.forEach(({ op, args }, i) => {
      if (isOwner(op, args) && seen.readUInt32LE(args[0]) !== args[2]) results[i] = -ESTALE;
    });
    const done = this.#carryOut(view.ops, results);
    seen.writeUInt32LE(done, 4);
    if (done < view.ops.length) seen.writeInt32LE(results[done] ?? 0, 8);
    view.ops.forEach(({ out, room }, i) => {
      if (i <= done) seen.writeInt32LE(results[i] ?? 0, 16 + 4 * i);
      if (out > 0 && (i >= done || (results[i] ?? 0) < 0)) seen.fill(0, out, out + room);
    });
    return this.#spoilt(view, seen);
  }

  #once(chance: number): boolean {
    return chance > 0 && this.#random.once(chance);
  }

  /** Places a whole result, and gives what the operation returns. */
  #place(view: ProgramView, op: ViewedOp, mount: PretendMount, seen: Buffer): number {
    if (op.out === 0) return 0;
    const result = this.#result(view, op, mount).subarray(0, op.room);
    seen.set(result, op.out);
    return op.op === "statx" || op.op === "fstatfs" ? 0 : result.length;
  }

  #result(view: ProgramView, { op, args, into }: ViewedOp, mount: PretendMount): Uint8Array {
    if (op === "statx" && isOfUser(view)) return this.#statx("", 0, !this.#random.once(8));
    if (op === "statx") return this.#statx(`${args[0]} ${view.text(args[1] ?? 0)}`, into);
    if (op === "fstatfs") return new Uint8Array(BigUint64Array.of(0x794c7630n, mount.readOnly ? 4129n : 4128n).buffer);
    const parent = this.#mood.disguise === "covered" ? this.#mounted - 1n : this.#beneath;
    if (op === "statmount") return statmountBytes(mount, args[1] ?? 0, this.#mounted, parent);
    if (op === "mountinfo") return infoLine(mount, this.#mounted, parent);
    if (op === "fdpath") return bytes("/where/the/target/is");
    // What probe reads is the auxiliary vector: AT_PAGESZ is 6.
    if (view.ops[0]?.op === "open" && args[1] === 1024)
      return new Uint8Array(BigUint64Array.of(16n, 1n, 6n, 4096n).buffer);
    if (op === "read" && isOfUser(view)) return userFile(this.#random, args[1] ?? 0);
    if (op === "read" && args[1] === SUPERBLOCK) return erofsSuperblock(this.#random.below(3));
    return bytes("e overlay: no such layer\n");
  }

  #statx(place: string, into: number, file = this.#mood.alike && this.#random.once(20)): Uint8Array {
    const known = into === 0xffff ? this.#known[0] : undefined;
    this.#known = this.#known.slice(1);
    if (known !== undefined && !this.#random.once(4)) return known;
    const out = Buffer.alloc(48);
    const hash = BigInt(Bun.hash(place));
    out.writeUInt32LE(file ? 0x81a4 : 0x41ed, 0);
    out.writeUInt32LE(this.#random.once(5) ? 0 : MOUNT_ROOT, 4);
    out.writeBigUInt64LE(this.#mood.alike ? hash % 4n : hash, 8);
    out.writeUInt32LE(0, 16);
    out.writeUInt32LE(51, 20);
    out.writeBigUInt64LE(into === ID_TARGET || into === 0xffff ? this.#beneath : this.#mounted, 24);
    out.writeUInt32LE(this.#random.once(8) ? 65534 : 0, 32);
    out.writeUInt32LE(0x5fff, 40);
    return out;
  }

  /** What a program compares is as it wants it: a comparison that fails is drawn like any other failure. */
  #agree(view: ProgramView, seen: Buffer): void {
    for (const { op, args } of view.ops) {
      const [a = 0, b = 0, c = 0] = args;
      if (op === "same") seen.set(view.bytes(b, c), a);
      else if (op === "equal") seen.copy(seen, b, a, a + c);
      else if (op === "bits" && !(this.#mood.unowned && isOwner(op, args)))
        seen.writeUInt32LE(((seen.readUInt32LE(a) & ~b) | c) >>> 0, a);
    }
  }

  /** Turns results into failures; the index of the operation that stops the program. */
  #carryOut(ops: readonly ViewedOp[], results: number[]): number {
    const wanted = this.#once(this.#mood.stop) ? this.#stopping(ops) : -1;
    for (const [i, { op, args, soft, absent }] of ops.entries()) {
      const errno = this.#random.of(this.#random.once(8) ? ERRNOS : (USUAL[op] ?? ERRNOS));
      const compares = op === "same" || op === "equal" || op === "bits";
      const same = absent || op === "differ";
      if (soft && this.#once(this.#mood.soft)) results[i] = -errno;
      if (op === "open" && ((args[2] ?? 0) & TMPFILE) !== 0 && this.#random.once(2)) results[i] = -ERRNO.EOVERFLOW;
      if (this.#mood.bare && op === "open" && results[i - 1] === -ERRNO.EACCES) results[i] = -ERRNO.ENOENT;
      if (this.#mood.bare && op === "mkdir" && soft) results[i] = -ERRNO.EACCES;
      if (this.#mood.loop && (op === "mount" || op === "fsconfig")) results[i] = -ERRNO.ELOOP;
      if (op === "umount" && this.#once(this.#mood.busy)) results[i] = -ERRNO.EBUSY;
      if (i === wanted && !soft) results[i] = compares ? -ESTALE : same ? -ERRNO.EEXIST : -errno;
      if ((results[i] ?? 0) < 0 && !soft) {
        // What an operation of a block returns is also what the block stopped with.
        return i;
      }
    }
    return ops.length;
  }

  /** Any operation; more often one of the first, which look, or one that mounts. */
  #stopping(ops: readonly ViewedOp[]): number {
    if (this.#random.once(2)) return this.#random.below(Math.min(ops.length, 12));
    const mounting = [...ops.keys()].filter((i) =>
      /^(mount|fsconfig.*|move_mount|umount|mount_idmap|userns|bits)$/.test(ops[i]?.op ?? ""),
    );
    return mounting.length > 0 && this.#random.once(3) ? this.#random.of(mounting) : this.#random.below(ops.length);
  }

  /** Other bytes where results are, or another size. */
  #spoilt(view: ProgramView, seen: Buffer): Uint8Array {
    const placed = view.ops.filter(({ out }) => out > 0);
    const op = placed[this.#random.below(placed.length + 1)];
    if (op !== undefined && this.#once(this.#mood.corrupt)) {
      const at = op.out + this.#random.below(Math.min(op.room, 140));
      if (this.#random.once(2)) seen[at] = this.#random.below(256);
      else seen.writeUInt32LE(this.#random.of(WORDS), at & ~3);
    }
    if (op !== undefined && this.#once(this.#mood.corrupt)) {
      seen.writeInt32LE(this.#random.of([0, 100, 600, op.room]), 16 + 4 * view.ops.indexOf(op));
    }
    if (!this.#once(this.#mood.resize)) return seen;
    return this.#random.once(2)
      ? seen.subarray(0, this.#random.below(seen.length))
      : Buffer.concat([seen, Buffer.alloc(8)]);
  }
}
