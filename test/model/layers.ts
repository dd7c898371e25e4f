import { mkdirSync } from "node:fs";
import { bytes } from "../support/names.ts";
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

/** Makes real layers with files, directories, symlinks, deletions, opaque directories and replaced kinds. */
export function makeStack(choice: StackChoice): Stack {
  const { directory, count, seed = 1, layout = containerd, abilities = ROOT } = choice;
  const lowers: string[] = [];
  for (let index = 0; index < count; index++) {
    const layer = `${directory}/${layout(index, count)}`;
    mkdirSync(bytes(layer), { recursive: true });
    fill(layer, index, new Random(seed * 1000 + index), abilities);
    lowers.unshift(layer);
  }
  return { directory, lowers };
}

/** An upperdir with its workdir. */
export interface Top {
  readonly upper: string;
  readonly work: string;
}

/** Makes an upperdir and a workdir beneath `directory`; with `seed` the upperdir holds changes already. */
export function makeTop(directory: string, seed?: number, abilities: Abilities = ROOT): Top {
  const top = { upper: `${directory}/fs`, work: `${directory}/work` };
  mkdirSync(bytes(top.upper), { recursive: true });
  mkdirSync(bytes(top.work));
  if (seed !== undefined) fill(top.upper, 100_000 + seed, new Random(seed), abilities);
  return top;
}
