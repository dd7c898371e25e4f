/** How owners are asked about in programs. */

/** __O_TMPFILE. */
export const TMPFILE = 0x400000;

/** Whether it compares a whole word: an owner. */
export function isOwner(op: string, args: readonly number[]): args is readonly [number, number, number] {
  return op === "bits" && args[1] === 0xffffffff;
}
