// What taking down a writable overlay costs while much has been written to its upperdir's file system, and a read-only
// view of the same list.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { mount, type View } from "../../host/index.ts";
import { type Estimate, median, ratioOf, shuffled } from "./statistics.ts";

const MEBIBYTES = 64;
const LAYERS = 2;
/** File systems that write back to a disk. */
const WRITTEN_BACK = /^(?:ext[234]|xfs|btrfs)$/;

/** Taking down the two, with dirty data beside them. */
export interface ViewRow {
  readonly mebibytes: number;
  readonly writableMicroseconds: number;
  readonly readOnlyMicroseconds: number;
  /** The read-only one to the writable one. */
  readonly ratio: Estimate;
}

type Kind = Extract<View, "asked" | "read-only">;

/**
 * The rounds: in each both are mounted, data is written beside the upperdir, and the unmount alone is timed. Undefined
 * where nothing would be written back.
 */
export async function measureViews(
  place: string,
  fileSystem: string,
  rounds: number,
  random: () => number,
): Promise<ViewRow | string> {
  if (!WRITTEN_BACK.test(fileSystem)) return `views with dirty data: ${fileSystem} writes nothing back (--dir DIR)`;
  const directories = ["upper", "work", "target", "other", ...Array.from({ length: LAYERS }, (_, i) => `layer-${i}`)];
  for (const name of directories) await mkdir(join(place, name), { recursive: true });
  const times: Record<Kind, number[]> = { asked: [], "read-only": [] };
  for (let round = 0; round < rounds; round++) {
    const kinds: readonly Kind[] = shuffled(["asked", "read-only"] as const, random);
    for (const kind of kinds) times[kind].push(await takenDown(place, kind, round));
  }
  return {
    mebibytes: MEBIBYTES,
    writableMicroseconds: median(times.asked) / 1000,
    readOnlyMicroseconds: median(times["read-only"]) / 1000,
    ratio: ratioOf(times["read-only"], times.asked, random),
  };
}

/** Nanoseconds of one unmount. */
async function takenDown(place: string, view: Kind, round: number): Promise<number> {
  const at = (name: string): string => join(place, name);
  const lowers = Array.from({ length: LAYERS }, (_, i) => at(`layer-${i}`));
  const mounts = [{ type: "overlay", lowers, upper: at("upper"), work: at("work") }];
  const dirty = at("dirty");
  // Whatever else waits to be written would be counted, too.
  spawnSync("sync", ["-f", place]);
  const mounted = await mount({ mounts, target: at("target"), view });
  try {
    writeFileSync(dirty, Buffer.alloc(MEBIBYTES << 20, round + 1));
    // So much data leaves the caches empty of everything else: as elsewhere, the first of a turn is not counted.
    await (await mount({ mounts: [{ type: "overlay", lowers }], target: at("other") })).unmount();
    const begin = Bun.nanoseconds();
    await mounted.unmount();
    return Bun.nanoseconds() - begin;
  } finally {
    rmSync(dirty, { force: true });
  }
}
