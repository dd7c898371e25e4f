import type { Where } from "../../errors.ts";
import type { HoldsBy } from "../../types.ts";

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
  /** What went wrong besides, in order; absent where nothing did. */
  readonly also?: readonly JsonNote[];
  /** Who uses what stayed busy; absent where nobody was looked for. */
  readonly holders?: readonly JsonHolder[];
}

/** Something else that is to be known of a run. */
export interface JsonNote {
  readonly rule: string;
  readonly message: string;
  readonly hint: string;
  readonly errno?: number;
  /** What is left because of it. */
  readonly left?: string;
}

/** Somebody who uses a mount. */
export interface JsonHolder {
  readonly by: HoldsBy;
  /** Absent for a mount. */
  readonly pid?: number;
  /** What the process calls itself. */
  readonly command?: string;
  /** What is used; of a mount, where it is mounted. */
  readonly path: string;
  /** Base64; only where the path is no UTF-8. */
  readonly pathBytes?: string;
  /** Number of the descriptor, for an open file. */
  readonly fd?: number;
  /** Inode of the mount namespace, decimal; only where it is another one. */
  readonly namespace?: string;
}
