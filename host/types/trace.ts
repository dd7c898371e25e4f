/** Where a planner does something else than the one that was recorded. */
export interface Difference {
  /** Index of the program, from 0. */
  readonly program: number;
  /** Index of the effect in it; undefined where a whole program, or the outcome, is another. */
  readonly effect?: number;
  /** What was recorded, as JSON; undefined where the recorded run ended before. */
  readonly recorded?: string;
  /** What this planner would do, as JSON; undefined where it would do nothing more. */
  readonly now?: string;
}

/** What replaying one run showed. */
export interface ReplayedRun {
  /** Programs that are the same, effect by effect. */
  readonly programs: number;
  /** Effects in them. */
  readonly effects: number;
  /** They are the same byte for byte: another planner may number its rules otherwise. */
  readonly sameBytes: boolean;
  /** The first thing that differs. */
  readonly difference?: Difference;
  /** The run did not come to its end when it was recorded. */
  readonly unfinished: boolean;
}

/** What replaying a trace showed. */
export interface Replayed {
  /** In the order in which they were recorded. */
  readonly runs: readonly ReplayedRun[];
  /** Nothing differs. */
  readonly same: boolean;
  /** The planner that was recorded is the one that replayed it. */
  readonly samePlanner: boolean;
  /** The end of the trace is missing: whoever wrote it died, or the disk was full. */
  readonly torn: boolean;
  /** SHA-256 of the trace's canonical text. */
  readonly digest: string;
}
