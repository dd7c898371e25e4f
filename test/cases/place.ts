import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { Abilities } from "../model/fill.ts";
import { makeStack, makeTop, ROOT, type Stack, type Top } from "../model/layers.ts";
import type { Layout } from "../model/layouts.ts";
import { mount, umount } from "../support/libc.ts";
import { onDisk } from "../support/names.ts";
import { mountedBeneath, type Temporary, temporary } from "../support/temporary.ts";

const MNT_DETACH = 2;

/** Where one case lives: a temporary directory, an empty target, and helpers to put things there. */
export class Place {
  readonly #temporary: Temporary;
  /** Absolute, one character a byte. */
  readonly directory: string;
  /** An existing empty directory. */
  readonly target: string;
  /** Files that a loop device writes to. */
  readonly images: string[] = [];
  readonly #scene: string[] = [];
  readonly #undo: (() => void)[] = [];

  constructor(
    label: string,
    readonly abilities: Abilities = ROOT,
  ) {
    this.#temporary = temporary(label);
    this.directory = this.#temporary.path;
    this.target = this.make("target");
  }

  /** Absolute path of a name beneath the case's directory. */
  at(name: string): string {
    return `${this.directory}/${name}`;
  }

  /** Makes a directory and gives its path. */
  make(name: string): string {
    mkdirSync(onDisk(this.at(name)), { recursive: true });
    return this.at(name);
  }

  /** Makes a file and gives its path. */
  file(name: string, content = `${name}\n`): string {
    writeFileSync(onDisk(this.at(name)), content);
    return this.at(name);
  }

  /** Makes a symlink and gives its path. */
  link(name: string, to: string): string {
    symlinkSync(onDisk(to), onDisk(this.at(name)));
    return this.at(name);
  }

  /** Makes real layers beneath `name`. */
  stack(count: number, layout?: Layout, name = "layers", seed = 1): Stack {
    const choice = { directory: this.make(name), count, seed, abilities: this.abilities };
    return makeStack(layout === undefined ? choice : { ...choice, layout });
  }

  /** Makes an upperdir and a workdir beneath `name`; with `seed` the upperdir holds changes already. */
  top(name = "top", seed?: number): Top {
    return makeTop(this.make(name), seed, this.abilities);
  }

  /** Mounts something that belongs to the scene, not to the request; it is taken away at the end. */
  attach(type: string, source: string, at: string, flags = 0, data = ""): string {
    mount(source, at, type, flags, data);
    // A remount or a change of propagation adds nothing to take away.
    return type === "" ? at : this.attached(at);
  }

  /** Something mounted there belongs to the scene; it is taken away at the end. */
  attached(at: string): string {
    this.#scene.push(at);
    this.finally(() => umount(at));
    return at;
  }

  /** Something to do at the end, newest first. */
  finally(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** What is mounted beneath the place and is no part of the scene. */
  #left(): string[] {
    const left = mountedBeneath(this.directory);
    for (const at of this.#scene) {
      const index = left.indexOf(at);
      if (index >= 0) left.splice(index, 1);
    }
    return left;
  }

  /** Removes everything; what a failed case left mounted is taken away first, and comes back as its result. */
  remove(): readonly string[] {
    const left = this.#left();
    // One after the other: a peer's copy goes with the mount that it is a copy of.
    for (let top = left.at(-1); top !== undefined; top = this.#left().at(-1)) umount(top, MNT_DETACH);
    for (const undo of this.#undo.splice(0).reverse()) undo();
    this.#temporary.remove();
    return left;
  }

  /** Removes a name beneath the case's directory, as somebody else might meanwhile. */
  drop(path: string): void {
    rmSync(onDisk(path), { recursive: true });
  }
}
