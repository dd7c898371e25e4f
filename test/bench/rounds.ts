import { type Case, nameOf } from "./case.ts";
import type { Contender, Prepared, Sample } from "./contender.ts";
import { median, shuffled } from "./statistics.ts";

/** What one contender took for one case, an entry for each round: the median of its turn without the turn's first. */
export interface Times {
  readonly mount: number[];
  readonly mountWhole: number[];
  readonly unmount: number[];
  readonly unmountWhole: number[];
  /** The first mount of each turn: after others have had the caches, and the CPU may have slept. */
  readonly firstMount: number[];
}

/** One case with the times of everybody who could do it, by the contender's name. */
export interface Measured {
  readonly case: Case;
  readonly times: ReadonlyMap<string, Times>;
  /** By the contender's name: why it could not do this case. */
  readonly cannot: ReadonlyMap<string, string>;
}

/** A case and the contenders that are ready for it. */
export interface Entry {
  readonly case: Case;
  readonly prepared: ReadonlyMap<string, Prepared>;
  readonly cannot: ReadonlyMap<string, string>;
}

/** Until when rounds go on: a number of them, or a time of `Bun.nanoseconds()`. */
export type Until = { readonly rounds: number } | { readonly deadline: number };

/** Times that a contender mounts and unmounts in its turn of a round. */
const turn = 5;

/** Makes every contender ready for every case, and mounts once: what cannot is left out with its reason. */
export async function prepare(contenders: readonly Contender[], cases: readonly Case[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const one of cases) {
    const prepared = new Map<string, Prepared>();
    const cannot = new Map<string, string>();
    for (const contender of contenders) {
      try {
        const ready = await contender.prepare(one);
        await ready.mount();
        await ready.unmount();
        prepared.set(contender.name, ready);
      } catch (error) {
        cannot.set(contender.name, `${contender.name} cannot do ${nameOf(one)}: ${said(error)}`);
      }
    }
    entries.push({ case: one, prepared, cannot });
  }
  return entries;
}

/**
 * Lets every contender mount and unmount the smallest case of each mode `times` times: a service that mounts for hours
 * is compared, not the first second of one.
 */
export async function warm(entries: readonly Entry[], times: number): Promise<void> {
  const smallest = Math.min(...entries.map((entry) => entry.case.layers));
  for (const { prepared } of entries.filter((entry) => entry.case.layers === smallest)) {
    for (const ready of prepared.values()) {
      for (let count = 0; count < times; count++) {
        await ready.mount();
        await ready.unmount();
      }
    }
  }
}

/** In every round all contenders have a turn at every case, in an order drawn anew each time. */
export async function interleave(entries: readonly Entry[], until: Until, random: () => number): Promise<Measured[]> {
  const measured = entries.map((entry) => ({
    case: entry.case,
    cannot: entry.cannot,
    times: new Map([...entry.prepared.keys()].map((name) => [name, empty()] as const)),
  }));
  for (let rounds = 0; !over(until, rounds); rounds++) {
    for (const [at, entry] of entries.entries()) {
      const times = measured[at]?.times;
      for (const [name, ready] of shuffled([...entry.prepared], random)) await takeTurn(ready, times?.get(name));
    }
  }
  return measured;
}

async function takeTurn(ready: Prepared, times: Times | undefined): Promise<void> {
  const mounts: Sample[] = [];
  const unmounts: Sample[] = [];
  for (let count = 0; count < turn; count++) {
    mounts.push(await ready.mount());
    unmounts.push(await ready.unmount());
  }
  const first = mounts.shift();
  unmounts.shift();
  times?.firstMount.push(first?.spent ?? Number.NaN);
  times?.mount.push(median(mounts.map(({ spent }) => spent)));
  times?.mountWhole.push(median(mounts.map(({ whole }) => whole)));
  times?.unmount.push(median(unmounts.map(({ spent }) => spent)));
  times?.unmountWhole.push(median(unmounts.map(({ whole }) => whole)));
}

function over(until: Until, rounds: number): boolean {
  return "rounds" in until ? rounds >= until.rounds : rounds > 0 && Bun.nanoseconds() >= until.deadline;
}

function empty(): Times {
  return { mount: [], mountWhole: [], unmount: [], unmountWhole: [], firstMount: [] };
}

function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
