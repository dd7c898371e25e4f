import { mkdirSync } from "node:fs";
import type { MountRequest, Progress } from "../../host/index.ts";
import { mountedBeneath, temporary } from "../support/temporary.ts";

/** A directory with layers, a target, and a state directory that is not there yet. */
export class Place {
  readonly #temporary = temporary("library");

  constructor() {
    for (const name of ["base/tmp", "base/data", "top", "data", "target"]) {
      mkdirSync(`${this.#temporary.path}/${name}`, { recursive: true });
    }
  }

  at(name: string): string {
    return `${this.#temporary.path}/${name}`;
  }

  get state(): string {
    return this.at("state");
  }

  get mounted(): readonly string[] {
    return mountedBeneath(this.#temporary.path);
  }

  /** Two layers alone. */
  overlay(target = "target"): MountRequest {
    return { mounts: [{ type: "overlay", lowers: [this.at("top"), this.at("base")] }], target: this.at(target) };
  }

  /** An overlay and two mounts in it, at a directory that is made: a program for each. */
  list(): MountRequest {
    const { mounts } = this.overlay();
    const inside = [
      { type: "tmpfs", source: "none", target: "tmp", options: ["size=64k"] },
      { type: "bind", source: this.at("data"), target: "data", options: ["bind", "ro"] },
    ];
    return { mounts: [...mounts, ...inside], target: this.at("made"), mkdir: true };
  }

  remove(): void {
    for (const point of [...this.mounted].reverse()) Bun.spawnSync(["umount", "-l", point]);
    this.#temporary.remove();
  }
}

/** A signal that is aborted by the first progress that is wanted. */
export function abortAt(wanted: (progress: Progress) => boolean): {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
} {
  const controller = new AbortController();
  const onProgress = (progress: Progress): void => {
    if (wanted(progress)) controller.abort("not any more");
  };
  return { signal: controller.signal, onProgress };
}

/** What a promise was rejected with. */
export async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  let ended: unknown;
  try {
    ended = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`it was not rejected: ${String(ended)}`);
}
