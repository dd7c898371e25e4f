import { Bytes } from "../bytes/bytes.ts";
import { Capabilities } from "../generated/types.ts";
import { EBUSY, isAbsence } from "../kernel/errno.ts";
import { History } from "../run/history.ts";
import { pauseBefore, unmountAt } from "./unmount.ts";

/** Room that is left for what follows: the observations of hundreds of attempts at many mounts would fill a message. */
const RETRY_ROOM: i32 = 65536;

export enum Taken {
  /** The next program is in the history. */
  PENDING = 0,
  DONE = 1,
  /** Nothing is mounted there, or nothing is there. */
  GONE = 2,
  /** Something is mounted there that is not what was recorded. */
  STRANGER = 3,
  BUSY = 4,
  FAILED = 5,
  /** The host withheld an attempt: the run is to end. */
  ABORTED = 6,
}

/** How taking one mount down went. */
export class TakeDown {
  taken: Taken = Taken.PENDING;
  errno: i32 = 0;
  retries: i32 = 0;
}

/**
 * Takes the mount at `path` down, again and again while it is busy, for `patience` milliseconds of pauses.
 * See unmountAt for `id`, `root` and `tree`.
 */
export function takeDown(
  history: History,
  phase: i32,
  path: Bytes,
  id: Bytes,
  root: Bytes,
  tree: bool,
  patience: i32,
  capabilities: Capabilities,
): TakeDown {
  const result = new TakeDown();
  let paused = 0;
  let attempt = 0;
  let u = unmountAt(phase, path, id, root, tree, attempt, history.stopped(), capabilities);
  let seen = history.take(u.program);
  while (true) {
    if (seen === null) return result;
    if (seen.complete()) {
      result.taken = Taken.DONE;
      return result;
    }
    if (seen.aborted()) {
      result.taken = Taken.ABORTED;
      return result;
    }
    const at = seen.done();
    result.errno = seen.errno();
    const patient = paused + pauseBefore(attempt + 1) <= patience && history.room > RETRY_ROOM;
    if (at == u.unmount && result.errno == EBUSY && patient) {
      attempt++;
      paused += pauseBefore(attempt);
      result.retries = attempt;
      // All attempts but the first are one program with another pause: hundreds of them would use the memory up.
      if (attempt == 1) {
        u = unmountAt(phase, path, id, root, tree, attempt, true, capabilities);
        seen = history.take(u.program);
      } else {
        u.program.change(u.sleep, 0, pauseBefore(attempt));
        seen = history.again(u.program);
      }
      continue;
    }
    if (at == u.unmount) result.taken = result.errno == EBUSY ? Taken.BUSY : Taken.FAILED;
    else if (at == u.isRoot || ((at == u.openHolder || at == u.openSeen) && isAbsence(result.errno))) {
      result.taken = Taken.GONE;
    } else if (at > u.isRoot && at < u.unmount) result.taken = Taken.STRANGER;
    else result.taken = Taken.FAILED;
    return result;
  }
}
