import { type Case, nameOf } from "./case.ts";
import type { Contender, Prepared } from "./contender.ts";
import { shuffled } from "./statistics.ts";

/** What one contender took for one case, an entry for each round. */
export interface Times {
  readonly mount: number[];
  readonly mountWhole: number[];
  readonly unmount: number[];
  readonly unmountWhole: number[];
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

/** Rounds of one case that follow each other directly: long enough to be warm, short enough that drift hits all. */
const block = 5;

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

/** Every contender mounts and unmounts once a round, in an order drawn anew for each round. */
export async function interleave(entries: readonly Entry[], until: Until, random: () => number): Promise<Measured[]> {
  const measured = entries.map((entry) => ({
    case: entry.case,
    cannot: entry.cannot,
    times: new Map([...entry.prepared.keys()].map((name) => [name, empty()] as const)),
  }));
  for (let rounds = 0; !over(until, rounds); ) {
    const many = "rounds" in until ? Math.min(block, until.rounds - rounds) : block;
    for (const [at, entry] of entries.entries()) {
      const times = measured[at]?.times;
      if (times) for (let round = 0; round < many; round++) await once(entry.prepared, times, random);
    }
    rounds += many;
  }
  return measured;
}

async function once(
  prepared: ReadonlyMap<string, Prepared>,
  times: ReadonlyMap<string, Times>,
  random: () => number,
): Promise<void> {
  for (const [name, ready] of shuffled([...prepared], random)) {
    const mount = await ready.mount();
    const unmount = await ready.unmount();
    const into = times.get(name);
    into?.mount.push(mount.spent);
    into?.mountWhole.push(mount.whole);
    into?.unmount.push(unmount.spent);
    into?.unmountWhole.push(unmount.whole);
  }
}

function over(until: Until, rounds: number): boolean {
  return "rounds" in until ? rounds >= until.rounds : rounds > 0 && Bun.nanoseconds() >= until.deadline;
}

function empty(): Times {
  return { mount: [], mountWhole: [], unmount: [], unmountWhole: [] };
}

function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
