import { mkdirSync } from "node:fs";
import { onDisk } from "../support/names.ts";
import { type Abilities, fill } from "./fill.ts";
import { containerd, type Layout } from "./layouts.ts";
import { Random } from "./random.ts";

/** What a stack of layers is made from; the same choices make the same layers. */
export interface StackChoice {
  /** An existing directory of the caller's; the layers are made beneath it. */
  readonly directory: string;
  readonly count: number;
  readonly seed?: number;
  readonly layout?: Layout;
  readonly abilities?: Abilities;
}

/** Real layers on disk; every path is absolute, one character a byte. */
export interface Stack {
  readonly directory: string;
  /** Topmost first, as lowerdir= has them. */
  readonly lowers: readonly string[];
}

/** What root can put into a layer. */
export const ROOT: Abilities = { attributes: "trusted", owners: true, devices: true };

/** What an ordinary user can, in a user namespace: whiteouts, and no other devices; marks are user.overlay.*. */
export const ORDINARY_LAYERS: Abilities = { attributes: "user", owners: false, devices: false };

/** Makes real layers with files, directories, symlinks, deletions, opaque directories and replaced kinds. */
export function makeStack(choice: StackChoice): Stack {
  const { directory, count, seed = 1, layout = containerd, abilities = ROOT } = choice;
  const lowers: string[] = [];
  for (let index = 0; index < count; index++) {
    const layer = `${directory}/${layout(index, count)}`;
    mkdirSync(onDisk(layer), { recursive: true });
    fill(layer, index, new Random(seed * 1000 + index), abilities);
    lowers.unshift(layer);
  }
  return { directory, lowers };
}

/** What overlayfs makes in a workdir, for itself. */
export const KERNELS_OWN = "work";

/** An upperdir with its workdir. */
export interface Top {
  readonly upper: string;
  readonly work: string;
}

/** Makes an upperdir and a workdir beneath `directory`; with `seed` the upperdir holds changes already. */
export function makeTop(directory: string, seed?: number, abilities: Abilities = ROOT): Top {
  const top = { upper: `${directory}/fs`, work: `${directory}/work` };
  mkdirSync(onDisk(top.upper), { recursive: true });
  mkdirSync(onDisk(top.work));
  if (seed !== undefined) fill(top.upper, 100_000 + seed, new Random(seed), abilities);
  return top;
}
