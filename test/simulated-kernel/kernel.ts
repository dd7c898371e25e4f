/** The world of one kernel: its mounts, what is open, who stands where. Everything in it is made and found in order. */
import type { Device } from "./block.ts";
import type { IdMaps } from "./idmap.ts";
import { Mount, type Path } from "./mount.ts";
import type { FileSystem, Node } from "./node.ts";
import { type Kernel as Name, type Rules, rulesOf } from "./rules.ts";
import type { Standing } from "./walk.ts";

/** Unique ids begin where no old one is. */
const FIRST_ID = 2n ** 32n + 1n;
/** A process has some open already. */
const FIRST_DESCRIPTOR = 20;
/** Block devices' and anonymous file systems' minor numbers. */
const FIRST_MINOR = 40;

/** A context of fsopen(2): what a file system is made from. */
export interface Context {
  readonly type: string;
  phase: "parameters" | "made" | "mounted" | "failed";
  source: string | undefined;
  flags: number;
  /** Messages that nobody has read. */
  readonly messages: string[];
  fs: FileSystem | undefined;
  /** What the file system's own parameters have become so far. */
  own: unknown;
  /** Bytes that a file system which is not asked key by key has collected. */
  collected: number;
}

/** An open file description. */
export interface Description {
  readonly path: Path | undefined;
  readonly context?: Context;
  /** It is a user namespace with these maps. */
  readonly namespace?: IdMaps;
  readonly flags: number;
  /** Its mount is a tree of its own, which goes with it unless it was attached meanwhile. */
  readonly owns?: boolean;
  offset: number;
}

/** A kernel in memory. */
export class Kernel {
  readonly rules: Rules;
  /** Attached mounts in the order of the table. */
  readonly mounts = new Set<Mount>();
  readonly descriptors = new Map<number, Description>();
  /** Working directories of those who stand somewhere for longer than a call. */
  readonly standing = new Set<Path>();
  /** Files that a file system is read from. */
  readonly pinned = new Set<Path>();
  /** Loop devices by their number, as st_rdev has it. */
  readonly devices = new Map<number, Device>();
  /** What upperdirs and workdirs of living overlays are. */
  readonly inUse = new Set<Node>();
  /** Mounts by unique id, as long as they are attached. */
  readonly byId = new Map<bigint, Mount>();
  /** Whoever acts is in a user namespace that is not the initial one. */
  namespaced = false;
  root: Path;
  pageSize = 4096;
  #id = FIRST_ID;
  #old = 20;
  #minor = FIRST_MINOR;
  #group = 1;
  readonly #freed: number[] = [];

  constructor(rules: Rules | Name, makeRoot: (kernel: Kernel) => FileSystem) {
    this.rules = typeof rules === "string" ? rulesOf(rules) : rules;
    const fs = makeRoot(this);
    const mount = this.mountOf(fs, fs.root);
    this.admit(mount);
    this.root = { mount, node: fs.root };
  }

  get walker(): Standing {
    return { root: this.root, symlinks: this.rules.budgets.symlinks };
  }

  nextDevice(): readonly [number, number] {
    return [0, this.#minor++];
  }

  /** Old ids below this one are somebody else's. */
  skipIds(to: number): void {
    this.#old = Math.max(this.#old, to);
  }

  nextGroup(): number {
    return this.#group++;
  }

  /** A new mount that is attached nowhere yet. */
  mountOf(fs: FileSystem, root: Node): Mount {
    return new Mount(this.#id++, this.#freed.shift() ?? this.#old++, fs, root);
  }

  /** A mount is part of the namespace from here on. */
  admit(mount: Mount): void {
    mount.state = "attached";
    this.mounts.add(mount);
    this.byId.set(mount.id, mount);
  }

  /** A mount is nowhere any more; its file system ends with the last one, and with whoever holds it. */
  letGo(mount: Mount): void {
    if (mount.parent !== null) mount.parent.children.splice(mount.parent.children.indexOf(mount), 1);
    mount.parent = null;
    mount.point = null;
    mount.state = "gone";
    this.mounts.delete(mount);
    this.byId.delete(mount.id);
    this.leaveGroup(mount);
    mount.master = 0;
    this.#freed.push(mount.old);
    if (!this.isHeld(mount)) this.release(mount.fs);
  }

  /** A mount shares no more: slaves of a group that nobody is left of take from whom it took. */
  leaveGroup(mount: Mount): void {
    const { shared: group } = mount;
    mount.shared = 0;
    if (group === 0) return;
    for (const { shared } of this.mounts) if (shared === group) return;
    for (const other of this.mounts) if (other.master === group) other.master = mount.master;
  }

  /** One mount or context less has a file system; with the last it ends. */
  release(fs: FileSystem): void {
    if (--fs.mounts === 0) fs.ended?.();
  }

  /** Whether a descriptor leads to a mount, or somebody stands in it. */
  isHeld(mount: Mount): boolean {
    const { busyDescriptors, busyDirectories, busyImages } = this.rules.features;
    if (busyDescriptors) {
      for (const { path } of this.descriptors.values()) if (path?.mount === mount) return true;
    }
    if (busyDirectories) {
      for (const { mount: stood } of this.standing) if (stood === mount) return true;
    }
    if (busyImages) {
      for (const { mount: read } of this.pinned) if (read === mount) return true;
    }
    return false;
  }

  /** Opens a descriptor: the lowest number that is free. */
  open(description: Description): number {
    let number = FIRST_DESCRIPTOR;
    while (this.descriptors.has(number)) number++;
    this.descriptors.set(number, description);
    return number;
  }

  close(number: number): boolean {
    const description = this.descriptors.get(number);
    if (description === undefined) return false;
    this.descriptors.delete(number);
    const made = description.context?.fs;
    if (made !== undefined) this.release(made);
    const mount = description.path?.mount;
    if (mount === undefined || mount.state === "attached") return true;
    if (mount.state === "gone") {
      if (!this.isHeld(mount)) this.release(mount.fs);
    } else if (description.owns && mount.parent === null) this.dissolve(mount);
    return true;
  }

  /** Lets go of a tree, what lies on top first. */
  dissolve(mount: Mount): void {
    for (const child of [...mount.children]) this.dissolve(child);
    this.letGo(mount);
  }
}
