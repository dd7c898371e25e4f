import type { Case } from "./case.ts";

/** What one call took. */
export interface Sample {
  /** Nanoseconds of the work itself; what exactly is inside is said where a contender is made. */
  readonly spent: number;
  /** The same with the hand-off to another thread and back; equal where the work has none outside of itself. */
  readonly whole: number;
}

/** A case that a contender is ready for. */
export interface Prepared {
  mount(): Promise<Sample>;
  unmount(): Promise<Sample>;
}

/** Somebody who can mount the cases. */
export interface Contender {
  readonly name: string;
  /** Throws where the contender cannot do this case; the message goes beneath the table. */
  prepare(one: Case): Promise<Prepared>;
  close(): Promise<void>;
}
