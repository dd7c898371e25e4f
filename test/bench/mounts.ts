import type { Case, Mode } from "./case.ts";
import type { Measured, Times } from "./rounds.ts";
import { type Estimate, median, ratioOf } from "./statistics.ts";

/** Names of the contenders, as columns of the table. */
export const names = { bare: "bare C", containerd: "containerd", unproved: "unproved", proved: "proved" } as const;

export const whats = ["mount", "unmount", "sum"] as const;

/** What a row is about. */
export type What = (typeof whats)[number];

/** One row: ratios to bare C in the same rounds. A null is a contender that is missing or cannot do the case. */
export interface MountRow {
  readonly mode: Mode;
  readonly layers: number;
  readonly what: What;
  /** Beside SCHED_IDLE threads that keep every CPU awake. */
  readonly spinner: boolean;
  readonly rounds: number;
  /** Medians, in microseconds. */
  readonly bareMicroseconds: number | null;
  readonly provedMicroseconds: number | null;
  /** Bare C with the hand-off to its thread and back. */
  readonly handOff: Estimate | null;
  readonly containerd: Estimate | null;
  readonly unproved: Estimate | null;
  readonly proved: Estimate | null;
  /** To bare C with its hand-off: both sides ask a thread and wait for its answer. */
  readonly provedToHandOff: Estimate | null;
  readonly provedToContainerd: Estimate | null;
  /** The first mounts of the turns, to those of bare C; null in rows of unmounts. */
  readonly provedFirst: Estimate | null;
}

/** The rows of one pass: for each mode and what, all sizes. */
export function rowsOf(measured: readonly Measured[], spinner: boolean, random: () => number): MountRow[] {
  const modes = [...new Set(measured.map((one) => one.case.mode))];
  return modes.flatMap((mode) =>
    whats.flatMap((what) =>
      measured.filter((one) => one.case.mode === mode).map((one) => rowOf(one.case, one.times, what, spinner, random)),
    ),
  );
}

function rowOf(
  { mode, layers }: Case,
  times: ReadonlyMap<string, Times>,
  what: What,
  spinner: boolean,
  random: () => number,
): MountRow {
  const of = (name: string) => series(times.get(name), what);
  const [bare, containerd, proved] = [of(names.bare), of(names.containerd), of(names.proved)];
  const handOff = series(times.get(names.bare), what, true);
  const first = (name: string) => times.get(name)?.firstMount;
  const ratio = (top: number[] | undefined, base: number[] | undefined) =>
    top?.length && base?.length ? ratioOf(top, base, random) : null;
  return {
    mode,
    layers,
    what,
    spinner,
    rounds: proved?.length ?? 0,
    bareMicroseconds: microseconds(bare),
    provedMicroseconds: microseconds(proved),
    handOff: ratio(handOff, bare),
    containerd: ratio(containerd, bare),
    unproved: ratio(of(names.unproved), bare),
    proved: ratio(proved, bare),
    provedToHandOff: ratio(proved, handOff),
    provedToContainerd: ratio(proved, containerd),
    provedFirst: what === "mount" ? ratio(first(names.proved), first(names.bare)) : null,
  };
}

function series(times: Times | undefined, what: What, whole = false): number[] | undefined {
  if (!times) return undefined;
  const mount = whole ? times.mountWhole : times.mount;
  const unmount = whole ? times.unmountWhole : times.unmount;
  if (what === "mount") return mount;
  if (what === "unmount") return unmount;
  return mount.map((time, round) => time + (unmount[round] ?? Number.NaN));
}

function microseconds(times: number[] | undefined): number | null {
  return times?.length ? median(times) / 1000 : null;
}
