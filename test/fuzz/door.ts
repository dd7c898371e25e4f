import type { Random } from "../model/random.ts";

/** Something that reads what others wrote. */
export interface Door {
  /** An input for it: right, nearly right or wrong, and the same one for the same random numbers. */
  input(random: Random): Uint8Array;
  /**
   * What came of an input, in a word or two.
   *
   * @throws whatever comes out of the door and is no refusal by rule.
   */
  answer(input: Uint8Array): string | Promise<string>;
  /** Answers that thousands of inputs come to: else they reach nothing. */
  readonly usual: readonly string[];
}

/** Makes ready what a campaign of this seed needs. */
export type Open = (seed: number) => Door | Promise<Door>;

/** What came of the inputs of one door; the worker prints it as JSON. */
export interface Report {
  readonly inputs: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Milliseconds of the slowest input. */
  readonly slowest: number;
  /** Bytes by which the heap grew from the first half of the inputs to the last quarter, after a collection each. */
  readonly heap: number;
  /** As much for the resident memory of the process, in which a collector leaves pages. */
  readonly resident: number;
  /** The first input that was answered wrongly, and what it was. */
  readonly wrong?: { readonly number: number; readonly what: string };
  readonly missing: readonly string[];
}
