/** Exit codes of every command, for help and manual. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, "done"],
  [1, "standard output cannot be written, or a fault of layermount, to be reported"],
  [2, "wrong usage"],
  [3, "refused by a rule, nothing was done"],
  [4, "the kernel refused or the proof failed, all undone"],
  [5, "something is left, and named"],
];
