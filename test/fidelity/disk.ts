/** A machine's own mount table and some of its directories, taken over into a simulated world. */
import { lstatSync, readdirSync } from "node:fs";
import { type Line, mountTable } from "../proof/mountinfo.ts";
import { holdDevice } from "../simulated-kernel/block.ts";
import { simulated } from "../simulated-kernel/driver.ts";
import { create } from "../simulated-kernel/filesystems.ts";
import { Kernel } from "../simulated-kernel/kernel.ts";
import { Mount, type Path } from "../simulated-kernel/mount.ts";
import { childOf, type FileSystem, Node, putChild } from "../simulated-kernel/node.ts";
import * as n from "../simulated-kernel/numbers.ts";
import { makeProc } from "../simulated-kernel/proc.ts";
import { Program } from "../simulated-kernel/program.ts";
import { link } from "../simulated-kernel/propagation.ts";
import { type Kernel as Name, type Rules, rulesOf } from "../simulated-kernel/rules.ts";
import { enterNamespace } from "../simulated-kernel/user-namespace.ts";
import { name, onDisk } from "../support/names.ts";
import { ATTRIBUTES, fileSystemOf } from "./file-system.ts";
import { loopAt } from "./loops.ts";
import { marksOf, octal, planted } from "./planted.ts";

const EMPTY_PROGRAM = Buffer.alloc(32);
EMPTY_PROGRAM.writeUInt32LE(0x31504d4c, 0);

/** Builds one world; a file system that several mounts show is one. */
class Importer {
  readonly kernel: Kernel;
  readonly #lines = mountTable();
  readonly #points = new Set(this.#lines.map(({ point }) => point));
  readonly #mounts = new Map<number, Mount>();
  readonly #devices = new Map<string, FileSystem>();
  readonly #filled = new Set<Node>();

  readonly #rules: Rules;

  constructor(rules: Rules | Name) {
    this.#rules = typeof rules === "string" ? rulesOf(rules) : rules;
    const rootLine = this.#lines.find(({ point }) => point === "/");
    if (rootLine === undefined) throw new Error("no root in the mount table");
    this.kernel = new Kernel(rules, (kernel) => this.#fileSystem(kernel, rootLine));
    this.#dress(this.kernel.root.mount, rootLine);
    this.kernel.skipIds(1 + Math.max(...this.#lines.map(({ id }) => id)));
  }

  #fileSystem(kernel: Kernel, line: Line): FileSystem {
    const device = line.text.split(" ")[2] ?? "";
    const known = this.#devices.get(device);
    if (known !== undefined) return known;
    const fs = line.type === "proc" ? makeProc(kernel, line.source) : fileSystemOf(line, this.#rules);
    this.#devices.set(device, fs);
    return fs;
  }

  #dress(mount: Mount, { id, options, propagation }: Line): void {
    for (const word of options) mount.attributes |= ATTRIBUTES[word] ?? 0;
    for (const tag of propagation) {
      const [what, group] = tag.split(":");
      // Groups of the machine are told apart from those that are made here.
      if (what === "shared") mount.shared = 1000 + Number(group);
      if (what === "master") mount.master = 1000 + Number(group);
      if (what === "unbindable") mount.unbindable = true;
    }
    this.#mounts.set(id, mount);
  }

  /** The node at a path beneath another one, made where it is not there. */
  #ensured(from: Node, path: string, isDirectory: boolean): Node {
    let node = from;
    const names = path.split("/").filter((part) => part !== "");
    names.forEach((part, i) => {
      const mode = i < names.length - 1 || isDirectory ? n.S_IFDIR | 0o755 : n.S_IFREG | 0o644;
      node = childOf(node, part) ?? putChild(node, part, new Node(node.fs, mode));
    });
    return node;
  }

  #overlay({ superOptions, source }: Line): FileSystem {
    const driver = simulated(this.kernel);
    const run = {
      kernel: this.kernel,
      session: driver.session,
      program: new Program(EMPTY_PROGRAM),
      seen: EMPTY_PROGRAM,
      at: 0,
    };
    const words = superOptions
      .slice(1)
      .map(octal)
      .filter((word) => /^(?:lower|upper|work)dir=/.test(word));
    const fs = create(run, "overlay", source, 0, words.join(","));
    if (typeof fs === "number") throw new Error(`an overlay of the scene cannot be made: ${fs}`);
    return fs;
  }

  /** Takes over the mounts beneath `directory`, with what they hold, or all others. */
  takeMounts(directory: string, isBeneath: boolean): void {
    for (const line of this.#lines) {
      const parent = this.#mounts.get(line.parent);
      const above = this.#lines.find(({ id }) => id === line.parent);
      if (isBeneath !== line.point.startsWith(`${directory}/`) || parent === undefined || above === undefined) continue;
      const isDirectory = lstatSync(onDisk(line.point)).isDirectory();
      const isOverlay = isBeneath && line.type === "overlay";
      const fs = isOverlay ? this.#overlay(line) : this.#fileSystem(this.kernel, line);
      const mount = new Mount(BigInt(2 ** 33 + line.id), line.id, fs, this.#ensured(fs.root, line.root, isDirectory));
      const rest = above.point === "/" ? line.point : line.point.slice(above.point.length);
      link(mount, parent, this.#along(parent.root, above.point, rest));
      this.kernel.admit(mount);
      this.#dress(mount, line);
      if (isBeneath && fs.finder === undefined && isDirectory) this.#fill(mount.root, line.point);
    }
  }

  /** A directory on disk, as it is seen from here. */
  take(path: string): void {
    const slash = path.lastIndexOf("/");
    const { node: above } = this.#seen(path.slice(0, slash));
    const own = path.slice(slash + 1);
    const node = childOf(above, own) ?? putChild(above, own, planted(above.fs, path, lstatSync(onDisk(path))));
    if (node.isDirectory) this.#fill(node, path);
    const device = node.isDirectory ? undefined : loopAt(this.kernel, path);
    if (device === undefined) return;
    this.kernel.devices.set(node.rdev, device);
    this.kernel.pinned.add(device.image);
  }

  /** What is mounted from a device is what everybody sees who mounts it again. */
  joinDevices(): void {
    for (const device of this.kernel.devices.values()) {
      const fs = this.#devices.get(device.dev.join(":"));
      if (fs !== undefined) holdDevice(device, fs);
    }
  }

  /** The place of a path of which nothing is taken over yet. */
  #seen(path: string): Path {
    const line = this.#lines.filter(({ point }) => point === "/" || path.startsWith(`${point}/`) || path === point);
    const longest = line.reduce((a, b) => (b.point.length >= a.point.length ? b : a));
    const mount = this.#mounts.get(longest.id) as Mount;
    const rest = longest.point === "/" ? path : path.slice(longest.point.length);
    return { mount, node: this.#along(mount.root, longest.point, rest) };
  }

  /** What lies at a path beneath a node that is seen at `point`; names that are not there yet are taken over. */
  #along(from: Node, point: string, rest: string): Node {
    let node = from;
    let at = point === "/" ? "" : point;
    for (const own of rest.split("/")) {
      if (own === "") continue;
      at += `/${own}`;
      node = childOf(node, own) ?? putChild(node, own, this.#planted(node.fs, at));
    }
    return node;
  }

  /** Of what is mounted on nothing can be seen. */
  #planted(fs: FileSystem, path: string): Node {
    const stat = lstatSync(onDisk(path));
    if (!this.#points.has(path)) return planted(fs, path, stat);
    return new Node(fs, stat.isDirectory() ? n.S_IFDIR | 0o755 : n.S_IFREG | 0o644);
  }

  #fill(directory: Node, path: string): void {
    if (this.#filled.has(directory)) return;
    this.#filled.add(directory);
    directory.attributes = marksOf(path);
    for (const entry of readdirSync(onDisk(path), { encoding: "buffer" })) {
      const own = name(entry);
      const at = `${path}/${own}`;
      const known = childOf(directory, own);
      const node = known ?? putChild(directory, own, this.#planted(directory.fs, at));
      if (known === undefined) directory.fs.room--;
      if (node.isDirectory && !this.#points.has(at)) this.#fill(node, at);
    }
  }
}

/**
 * A kernel with this machine's mounts, and what `directory` and `others` hold; some of those may be loop devices.
 *
 * @param isOrdinary whoever acts there is in a user namespace of their own
 */
export function imported(
  rules: Rules | Name,
  directory: string,
  others: readonly string[] = [],
  isOrdinary = false,
): Kernel {
  const importer = new Importer(rules);
  importer.takeMounts(directory, false);
  for (const other of [directory, ...others]) importer.take(other);
  // What the scene has mounted is the user's own.
  if (isOrdinary) enterNamespace(importer.kernel);
  importer.takeMounts(directory, true);
  importer.joinDevices();
  return importer.kernel;
}
