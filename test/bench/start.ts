import { copyFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unmount } from "../../host/index.ts";
import { buildBinary, buildBundle } from "../../scripts/build/bundle.ts";
import { umount } from "../support/libc.ts";
import { type Layers, lowersOf, makePlace } from "./layers.ts";
import { differenceOf, type Estimate, median, shuffled } from "./statistics.ts";

/** Layers of the overlay: starting is what is measured. */
const LAYERS = 10;
const MNT_DETACH = 2;

/** One way to have an overlay mounted by a process of its own, from its start to its exit. */
export interface StartRow {
  readonly name: string;
  readonly rounds: number;
  /** Median. */
  readonly milliseconds: number;
  /** Above a program of the same kind that is empty, in the same rounds; null for the empty ones and for mount(8). */
  readonly above: Estimate | null;
}

/** Rows and what they are called. */
export const startNames = {
  mount: "mount(8)",
  emptyBundle: "empty file, Bun",
  bundle: "bundle",
  alone: "bundle without .jsc",
  emptyProgram: "empty program",
  program: "program",
} as const;

const EMPTY: Readonly<Record<string, string>> = {
  [startNames.bundle]: startNames.emptyBundle,
  [startNames.alone]: startNames.emptyBundle,
  [startNames.program]: startNames.emptyProgram,
};

/** Builds the bundle and the program, and empty ones like them, in a directory. */
async function build(directory: string): Promise<Record<string, readonly string[]>> {
  await mkdir(join(directory, "alone"), { recursive: true });
  const at = (name: string) => join(directory, name);
  await writeFile(at("empty.js"), "");
  await buildBundle(at("layermount.js"));
  copyFileSync(at("layermount.js"), at("alone/layermount.js"));
  await buildBinary(at("layermount"));
  await buildBinary(at("empty"), at("empty.js"));
  return {
    [startNames.emptyBundle]: [process.execPath, at("empty.js")],
    [startNames.bundle]: [process.execPath, at("layermount.js")],
    [startNames.alone]: [process.execPath, at("alone/layermount.js")],
    [startNames.emptyProgram]: [at("empty")],
    [startNames.program]: [at("layermount")],
  };
}

/**
 * Mounts a small overlay by processes of their own, in turns, each from its start to its exit. Ours prove and record
 * the mount, in `/run`; the first ones of a boot, which find out what the kernel can do, are not among the rounds.
 */
export async function measureStarts(
  layers: Layers,
  directory: string,
  rounds: number,
  random: () => number,
): Promise<{ readonly starts: readonly StartRow[]; readonly skipped: readonly string[] }> {
  const { own, target } = await makePlace(layers, 8, { layers: LAYERS, mode: "rw" });
  const lowers = lowersOf(layers, LAYERS);
  const [upper, work] = ["fs", "work"].map((name) => join(layers.snapshots, own, name)) as [string, string];
  const ours = [...lowers.flatMap((lower) => ["--lower", lower]), "--upper", upper, "--work", work, target];
  const options = `lowerdir=${lowers.join(":")},upperdir=${upper},workdir=${work}`;
  const util = Bun.which("mount");
  const mounting = util ? { [startNames.mount]: [util, "-t", "overlay", "-o", options, "overlay", target] } : {};
  const isEmpty = (name: string) => Object.values(EMPTY).includes(name);
  const built = Object.entries(await build(directory)).map(([name, command]) => {
    return [name, isEmpty(name) ? command : [...command, "mount", ...ours]] as const;
  });
  const commands = [...Object.entries(mounting), ...built];
  const times = new Map(commands.map(([name]) => [name, [] as number[]]));
  // The first makes the state directory, the second keeps there what it found out.
  const WARM = 3;
  for (let round = -WARM; round < rounds; round++) {
    for (const [name, command] of shuffled(commands, random)) {
      const begin = Bun.nanoseconds();
      const { exitCode, stderr } = Bun.spawnSync([...command], { stdout: "ignore" });
      const spent = Bun.nanoseconds() - begin;
      if (exitCode !== 0) throw new Error(`${name} ended with ${exitCode}: ${stderr}`);
      // With its record and its claims: what they tell of a mount that is gone is looked into by the next one.
      if (name === startNames.mount) umount(target, MNT_DETACH);
      else if (!isEmpty(name)) await unmount(target);
      if (round >= 0) times.get(name)?.push(spent);
    }
  }
  const starts = [...times].map(([name, spent]) => {
    const empty = times.get(EMPTY[name] ?? "");
    const above = empty ? differenceOf(spent, empty, random) : null;
    return { name, rounds, milliseconds: median(spent) / 1e6, above: above && inMilliseconds(above) };
  });
  return { starts, skipped: util ? [] : ["start of mount(8): util-linux is missing here"] };
}

function inMilliseconds({ value, spread }: Estimate): Estimate {
  return { value: value / 1e6, spread: spread / 1e6 };
}
