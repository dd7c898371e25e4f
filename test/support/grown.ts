/**
 * By how much something grew, from the most of the first half of the looks at it to the least of the last quarter: what
 * grows all the time does so between them, and what comes and goes does not.
 */
export function grownIn(looks: readonly number[]): number {
  const { length } = looks;
  return Math.min(...looks.slice(-Math.ceil(length / 4))) - Math.max(...looks.slice(0, Math.ceil(length / 2)));
}
