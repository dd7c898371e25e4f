import { Bytes } from "../bytes/bytes.ts";
import { Capabilities, MountIdentity, Phase, UnmountRequest } from "../generated/types.ts";
import { copy, put32, reserve } from "../memory/memory.ts";
import { findById, Whereabouts } from "../undo/find-by-id.ts";
import { TakeDown, Taken, takeDown } from "../undo/take-down.ts";
import { MountAt } from "../undo/unmount.ts";
import { History } from "./history.ts";
import { findSubTarget } from "./sub-target.ts";
import { Tally } from "./tally.ts";

/** What became of one recorded mount. */
export class TakenRecorded {
  /** Where it was looked for. */
  path: Bytes;
  /** PENDING and ABORTED are for the caller; all else is counted. */
  result: TakeDown = new TakeDown();
  /** It, or what lies on it, is still there. */
  stays: bool = false;

  constructor(path: Bytes) {
    this.path = path;
  }
}

/** Takes one recorded mount down where it is seen; where it is not, finds out whether it is anywhere else. */
export function takeRecorded(
  request: UnmountRequest,
  target: Bytes,
  identity: MountIdentity,
  tally: Tally,
  capabilities: Capabilities,
  history: History,
): TakenRecorded {
  const recorded = new TakenRecorded(target);
  const result = look(recorded, request, identity, tally, capabilities, history);
  recorded.result = result;
  if (result.taken == Taken.PENDING || result.taken == Taken.ABORTED) return recorded;
  const isGone = result.taken == Taken.GONE;
  if (isGone || result.taken == Taken.STRANGER) {
    const found = findById(history, identity, capabilities);
    if (found.whereabouts == Whereabouts.PENDING) {
      result.taken = Taken.PENDING;
      return recorded;
    }
    // Beneath a stranger's mount at the same place it is as hidden as anywhere; that mount is what is to be told of.
    const isHidden = isGone && found.whereabouts == Whereabouts.HIDDEN;
    if (isHidden || found.whereabouts == Whereabouts.THERE) {
      tally.elsewhere(recorded.path, found.path, isHidden);
      recorded.stays = isHidden;
      return recorded;
    }
    if (isGone && found.whereabouts == Whereabouts.UNKNOWN) {
      result.taken = Taken.FAILED;
      result.errno = found.errno;
    }
  }
  recorded.stays = !tally.count(result, recorded.path);
  return recorded;
}

/** Looks for it at its place beneath the target, and takes down what is there if that is the one. */
function look(
  recorded: TakenRecorded,
  request: UnmountRequest,
  identity: MountIdentity,
  tally: Tally,
  capabilities: Capabilities,
  history: History,
): TakeDown {
  if (identity.target.length > 0) {
    const found = findSubTarget(recorded.path, identity.target, history);
    const isThere = found.path.length > 0;
    recorded.path = isThere ? found.path : identity.target;
    if (!isThere || history.aborted) {
      const result = new TakeDown();
      result.errno = found.errno;
      if (history.aborted) result.taken = Taken.ABORTED;
      else if (!found.pending) result.taken = found.errno == 0 ? Taken.GONE : Taken.FAILED;
      return result;
    }
  }
  const mount = new MountAt(recorded.path);
  mount.id = new Bytes(identity.mountIdAt, 8);
  mount.root = rootOf(identity);
  mount.tree = identity.tree;
  mount.lazy = request.lazy;
  return takeDown(history, Phase.PERFORM, mount, request.patience - tally.paused, capabilities);
}

/** Where ids are used again: inode and device of the root, as statx places them. */
function rootOf(identity: MountIdentity): Bytes {
  if (identity.unique) return new Bytes(0, 0);
  const at = reserve(16);
  copy(at, identity.inoAt, 8);
  put32(at + 8, identity.devMajor);
  put32(at + 12, identity.devMinor);
  return new Bytes(at, 16);
}
