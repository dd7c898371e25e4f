import type { Case } from "./case.ts";
import { names } from "./mounts.ts";
import type { Measured } from "./rounds.ts";
import { type Line, lineThrough, median } from "./statistics.ts";

/** Sizes at which growth is measured: dense where a constant would hide a bend. */
export const growthSizes = [1, 2, 5, 10, 20, 55, 90, 128, 200, 300, 400, 500] as const;

/** Writable overlays: one lower layer without an upper is a bind mount, and no overlay at all. */
export const growthCases: readonly Case[] = growthSizes.map((layers) => ({ layers, mode: "rw" }));

/** How the time of a mount grows with its layers. */
export interface Growth {
  readonly contender: string;
  readonly medians: readonly { readonly layers: number; readonly microseconds: number }[];
  /** In nanoseconds. */
  readonly line: Line;
}

/** A line for each contender through the medians of its mounts. */
export function growthOf(measured: readonly Measured[]): Growth[] {
  return [names.bare, names.proved].flatMap((contender) => {
    const medians = measured.flatMap((one) => {
      const times = one.times.get(contender)?.mount;
      return times?.length ? [{ layers: one.case.layers, microseconds: median(times) / 1000 }] : [];
    });
    if (medians.length < 3) return [];
    const points = medians.map(({ layers, microseconds }) => [layers, microseconds * 1000] as const);
    return [{ contender, medians, line: lineThrough(points) }];
  });
}
