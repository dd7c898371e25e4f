import type { Where } from "../../errors.ts";

/** Any command that failed. */
export interface JsonFailure {
  readonly ok: false;
  readonly rule: string;
  readonly message: string;
  readonly hint: string;
  readonly errno?: number;
  /** The kernel's own message. */
  readonly kernel?: string;
  /** Index in the request's list. */
  readonly mount?: number;
  /** Index of the layer, topmost 0. */
  readonly layer?: number;
  /** Place in the mount list that was read. */
  readonly where?: Where;
  /** What is left behind. */
  readonly left: readonly string[];
}
