import type { Answer, Capabilities, Failure, Request } from "../planner/generated/types.ts";

/** What a program wrote down of its own observation, before it went on. */
export interface Note {
  /** Number of the effect that wrote it. */
  readonly effect: number;
  /** Where in the observation the bytes stand. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A program that was given out, and what was observed of it. */
export interface Turn {
  readonly program: Uint8Array;
  /** None where the process died in it. */
  readonly observation?: Uint8Array | undefined;
  readonly notes?: readonly Note[] | undefined;
}

/** How a run ended: with an answer of the planner, or a refusal of the request itself. */
export type Outcome =
  | Exclude<Answer, { readonly tag: "perform" }>
  | { readonly tag: "refused"; readonly value: Failure };

/** A run as it was recorded, in bytes. */
export interface RecordedRun {
  /** SHA-256 of the planner's module. */
  readonly core: string;
  readonly request: Request;
  readonly capabilities: Capabilities;
  readonly turns: readonly Turn[];
  /** None where it did not come to an end. */
  readonly outcome?: Outcome | undefined;
}
