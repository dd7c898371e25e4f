import { linearRegression, linearRegressionLine, median, quantile, rSquared } from "simple-statistics";

/** A number and the half width of its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly spread: number;
}

/** A straight line through sizes and times. */
export interface Line {
  readonly perLayer: number;
  readonly constant: number;
  /** 1: all points lie on the line. */
  readonly rSquared: number;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32): a run can be repeated in the same order. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const resamples = 300;

/**
 * The ratio of two medians over the same rounds. The spread is half of the 95 % percentile interval of a bootstrap
 * that draws whole rounds, so that what disturbed a round disturbs both sides of the ratio.
 */
export function ratioOf(ours: readonly number[], base: readonly number[], random: () => number): Estimate {
  return compared(ours, base, random, (top, bottom) => top / bottom);
}

/** The difference of two medians over the same rounds, with the spread of {@link ratioOf}. */
export function differenceOf(ours: readonly number[], base: readonly number[], random: () => number): Estimate {
  return compared(ours, base, random, (top, bottom) => top - bottom);
}

function compared(
  ours: readonly number[],
  base: readonly number[],
  random: () => number,
  compare: (top: number, bottom: number) => number,
): Estimate {
  const rounds = Math.min(ours.length, base.length);
  const found: number[] = [];
  const top = new Float64Array(rounds);
  const bottom = new Float64Array(rounds);
  for (let resample = 0; resample < resamples; resample++) {
    for (let at = 0; at < rounds; at++) {
      const round = Math.floor(random() * rounds);
      top[at] = ours[round] ?? Number.NaN;
      bottom[at] = base[round] ?? Number.NaN;
    }
    found.push(compare(middle(top), middle(bottom)));
  }
  const spread = (quantile(found, 0.975) - quantile(found, 0.025)) / 2;
  return { value: compare(median([...ours]), median([...base])), spread };
}

/** The straight line nearest to the points (layers, nanoseconds). */
export function lineThrough(points: readonly (readonly [number, number])[]): Line {
  const pairs = points.map(([x, y]) => [x, y]);
  const { m, b } = linearRegression(pairs);
  return { perLayer: m, constant: b, rSquared: rSquared(pairs, linearRegressionLine({ m, b })) };
}

/** A copy in an order drawn from `random`. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** The median of numbers that may be reordered: typed arrays sort as numbers and allocate nothing. */
function middle(numbers: Float64Array): number {
  numbers.sort();
  const half = numbers.length >> 1;
  const upper = numbers[half] ?? Number.NaN;
  return numbers.length % 2 === 1 ? upper : (upper + (numbers[half - 1] ?? Number.NaN)) / 2;
}

export { median };
