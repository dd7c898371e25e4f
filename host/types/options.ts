// How it is done.
import type { Capabilities } from "../planner/generated/types.ts";
import type { Driver } from "../run/driver.ts";
import type { Watching } from "../run/watching.ts";
import type { Path } from "./request.ts";

/** What every function of the library takes besides its request. */
export interface Options extends Watching {
  /** The state directory; false: nothing is recorded. */
  readonly state?: Path | false;
  /** Capabilities to do without, by name, or `name=value` for a smaller budget. */
  readonly lower?: readonly string[];
  /** Capabilities found before, to spare the probe. */
  readonly capabilities?: Capabilities;
  /**
   * A file in which every run of this call is recorded as it goes on; what was in it is gone. `traceText` makes text of
   * it. What `mount` gives is taken down by a call of its own, which has the file that it is given, or none.
   */
  readonly record?: Path;
  /** Stands between the planner and the kernel: gets the kernel's driver and gives the one to use. */
  readonly driver?: (kernel: Driver) => Driver;
}

/** How something is mounted for as long as a function works. */
export interface TemporaryOptions extends Options {
  /** How long a busy mount is tried again afterwards, in milliseconds, 0 to 60000. */
  readonly patience?: number;
}

/** How `unmount` deals with a mount that is busy or not ours. */
export interface UnmountOptions extends Options {
  /** Unmount whatever is mounted at the target, also if it is not ours. */
  readonly any?: boolean;
  /** How long busy mounts are tried again, in milliseconds, 0 to 60000: one budget for all of the target. */
  readonly patience?: number;
  /**
   * Detach what is in use, with everything mounted in it: whoever uses it keeps it alive, unseen, until they let go,
   * and what was written to it is written back only then.
   */
  readonly lazy?: boolean;
}
