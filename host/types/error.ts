// What is known about an error.
import type { Holder } from "./holder.ts";

/** How far a run came before it ended in an error. */
export type ErrorKind =
  /** The call itself was wrong; nothing was looked at. */
  | "usage"
  /** A rule refused; nothing was done. */
  | "refused"
  /** The kernel refused, or the proof failed; all was undone. */
  | "failed"
  /** Something is left behind, and `left` names it. */
  | "left"
  /** Nobody foresaw it: what is left of the run is not known. */
  | "fault";

/** Place in an input at which something was wrong; lines and columns count from 1, columns in bytes. */
export interface Where {
  /** Name of the file, or `standard input`. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, in bytes. */
  readonly column?: number;
  /** Path into a JSON document, such as `$[0].options[2]`. */
  readonly path?: string;
}

/** Something else that is to be known of a run: what went wrong besides its cause, or what stays behind. */
export interface Note {
  /** Stable, as an error's. */
  readonly rule: string;
  /** A sentence for a person. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** The kernel's errno, positive. */
  readonly errno?: number;
  /** What is left because of it, in words. */
  readonly left?: string;
}

/** What is known about an error besides its kind, rule and sentence. */
export interface ErrorDetails {
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** The kernel's errno, positive. */
  readonly errno?: number | undefined;
  /** The kernel's own message. */
  readonly kernel?: string | undefined;
  /** Index of the mount in the request's list. */
  readonly mount?: number | undefined;
  /** Index of the layer, topmost 0. */
  readonly layer?: number | undefined;
  /** What is left behind, in words. */
  readonly left?: readonly string[] | undefined;
  /** What went wrong besides. */
  readonly also?: readonly Note[] | undefined;
  /** Who uses what is left. */
  readonly holders?: readonly Holder[] | undefined;
  /** Place in the input that was wrong. */
  readonly where?: Where | undefined;
  /** What was thrown beneath, or the reason of an AbortSignal. */
  readonly cause?: unknown;
}
