// What `recover` prints.
import type { Recovery } from "../../types.ts";
import type { JsonTarget } from "./mounts.ts";

/** `layermount recover --json`; the exit code is 5 where something is left. */
export interface JsonRecovered {
  readonly ok: true;
  readonly runs: readonly JsonRecoveredRun[];
}

/** A run whose journal was found; without a target it could not be read. */
export interface JsonRecoveredRun extends Partial<JsonTarget> {
  /** Name of the file in the state directory. */
  readonly journal: string;
  /** ISO 8601. */
  readonly created?: string;
  readonly recovery: Recovery;
  readonly unmounted: number;
  readonly removed: number;
  readonly left: readonly string[];
  readonly note?: string;
}
