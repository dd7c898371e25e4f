import { Capabilities } from "../generated/types.ts";
import { EBUSY, isAbsence } from "../kernel/errno.ts";
import { History } from "../run/history.ts";
import { MountAt, pauseBefore, unmountAt } from "./unmount.ts";

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
  /** What is there has the recorded id and another root: the mount that had the id before is gone. */
  usedAgain: bool = false;
  retries: i32 = 0;
  /** Milliseconds of pauses between the attempts. */
  paused: i32 = 0;
}

/** Takes a mount down, again and again while it is busy, for `patience` milliseconds of pauses. */
export function takeDown(
  history: History,
  phase: i32,
  mount: MountAt,
  patience: i32,
  capabilities: Capabilities,
): TakeDown {
  const result = new TakeDown();
  let attempt = 0;
  let u = unmountAt(phase, mount, attempt, history, capabilities);
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
    const patient = result.paused + pauseBefore(attempt + 1) <= patience && history.room > RETRY_ROOM;
    if (at == u.unmount && result.errno == EBUSY && patient) {
      attempt++;
      result.paused += pauseBefore(attempt);
      result.retries = attempt;
      // All attempts but the first are one program with another pause: hundreds of them would use the memory up.
      if (attempt == 1) {
        u = unmountAt(phase, mount, attempt, history, capabilities);
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
    } else if (at > u.isRoot && at < (u.cutFrom < 0 ? u.unmount : u.cutFrom)) {
      result.taken = Taken.STRANGER;
      result.usedAgain = at == u.root;
    } else result.taken = Taken.FAILED;
    return result;
  }
}
