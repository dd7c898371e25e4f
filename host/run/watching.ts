import type { Phase } from "../planner/generated/types.ts";

/** How far a call has come: told before and after each of its programs of effects. */
export interface Progress {
  /** `begun`: the program is about to be carried out; `ended`: it was, up to its first failure. */
  readonly state: "begun" | "ended";
  /** Counts the programs of the call from 1. */
  readonly program: number;
  /** Phases of its effects, in order, each once. */
  readonly phases: readonly Phase[];
  /** How many effects it holds. */
  readonly effects: number;
  /** How many of them were carried out; 0 when it begins. */
  readonly done: number;
  /** Which attempt at one mount this is, from 1; 0: the program unmounts nothing. */
  readonly attempt: number;
}

/** For callers that want to abort a call, or to see how far it is. */
export interface Watching {
  /**
   * Looked at before the call does anything and between its programs: a program that is being carried out is never
   * interrupted, and most calls are one program. What an aborted mount had done is undone; an aborted unmount ends its
   * attempts, within 100 ms, and what it had taken down stays so. It is not looked at any more once something is being
   * undone. Whoever gets a result was not aborted in time.
   */
  readonly signal?: AbortSignal | undefined;
  /** Gets every {@link Progress} of the call, at once and on the caller's thread. What it throws is uncaught. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
