/**
 * The benchmarks: one overlay, mounted and unmounted by several contenders in turns.
 * `scripts/bench.ts` is the command; this folder is what it runs.
 */

export const modes = ["rw", "ro", "mapped"] as const;

/** With an upperdir, or lower layers only; or with an upperdir, and id-mapped lower layers. */
export type Mode = (typeof modes)[number];

/** One overlay that every contender mounts: so many layers, writable or not. */
export interface Case {
  readonly layers: number;
  readonly mode: Mode;
}

/** The numbers of layers in the table. */
export const sizes = [2, 10, 55, 128, 400, 500] as const;

/** The name of a case, as part of a directory's name and of a row. */
export function nameOf(one: Case): string {
  return `${one.mode}-${one.layers}`;
}
