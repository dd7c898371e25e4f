// What the commands print that read traces.
import type { Replayed } from "../../types.ts";

/** `layermount replay --json`; the exit code is 4 where `same` is false. */
export interface JsonReplay extends Replayed {
  readonly ok: true;
}

/** `layermount show --json`: the events of the trace, in order. */
export interface JsonShow {
  readonly ok: true;
  readonly events: readonly unknown[];
}
