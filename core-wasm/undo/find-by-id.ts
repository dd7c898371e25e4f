// Whether a mount that is not seen where it was made is anywhere: it may have been moved, or be hidden by another one.

import { Bytes } from "../bytes/bytes.ts";
import { RULE_UNMOUNT_FIND } from "../generated/rules.ts";
import { Capabilities, Features, MountIdentity, Phase } from "../generated/types.ts";
import { ENOENT, ENOSYS, EOVERFLOW } from "../kernel/errno.ts";
import { AT_EMPTY_PATH, O_NOFOLLOW, O_PATH, STATMOUNT_MNT_POINT } from "../kernel/flags.ts";
import { OLD_LINE_ROOM, PATH_ROOM } from "../kernel/limits.ts";
import { MASK_AT, MNT_POINT_AT, STATMOUNT_STRINGS } from "../kernel/statmount.ts";
import { common, get32, put8, reserve } from "../memory/memory.ts";
import { putDecimal } from "../names/spelling.ts";
import { CWD } from "../program/layout.ts";
import { mountid } from "../program/of-the-shim.ts";
import { close, open, statx } from "../program/on-files.ts";
import { mountinfo, statmount } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { ID_KNOWN, SEEN } from "../run/registers.ts";
import { statxMask } from "../run/survey.ts";
import { Line } from "../verify/line.ts";
import { stringsFrom, terminated, unescapedOctal } from "../verify/options.ts";
import { has } from "../ways/budgets.ts";
import { closeStopped } from "./close-stopped.ts";

const COLON: i32 = 58;

export enum Whereabouts {
  PENDING = 0,
  /** The kernel does not know it in this namespace any more. */
  NOWHERE = 1,
  /** It can be reached at `path`. */
  THERE = 2,
  /** It is mounted at `path`, and what is seen there is another one; an empty path cannot be reached from here. */
  HIDDEN = 3,
  /** The kernel did not tell. */
  UNKNOWN = 4,
}

/** Where a recorded mount is now. */
export class Found {
  whereabouts: Whereabouts = Whereabouts.PENDING;
  path: Bytes = new Bytes(0, 0);
  errno: i32 = 0;
}

/** Asks the kernel for a mount by its id, and looks whether it is seen where it is said to be. */
export function findById(history: History, identity: MountIdentity, capabilities: Capabilities): Found {
  const found = new Found();
  const byStatmount = identity.unique && has(capabilities, Features.STATMOUNT);
  if (identity.unique && !byStatmount) {
    // mountinfo knows no unique ids, and a filter may keep statmount(2) from a process of any kernel.
    found.whereabouts = Whereabouts.UNKNOWN;
    found.errno = ENOSYS;
    return found;
  }
  const program = new Program(64, 6);
  program.phase = Phase.EXPLAIN;
  closeStopped(history, program, RULE_UNMOUNT_FIND);
  mountid(program, RULE_UNMOUNT_FIND, ID_KNOWN, new Bytes(identity.mountIdAt, 8));
  const place = byStatmount
    ? statmount(program, RULE_UNMOUNT_FIND, ID_KNOWN, STATMOUNT_MNT_POINT, STATMOUNT_STRINGS + PATH_ROOM)
    : mountinfo(program, RULE_UNMOUNT_FIND, ID_KNOWN, OLD_LINE_ROOM);
  const op = program.count - 1;
  program.soft(op);
  const seen = history.take(program);
  if (seen === null) return found;
  if (!seen.did(op)) {
    const errno = seen.complete() ? -seen.result(op) : seen.errno();
    found.errno = errno;
    if (errno == ENOENT) found.whereabouts = Whereabouts.NOWHERE;
    else found.whereabouts = errno == EOVERFLOW ? Whereabouts.HIDDEN : Whereabouts.UNKNOWN;
    return found;
  }
  const text = new Bytes(seen.address(place), seen.result(op));
  if (byStatmount) return lookThere(history, identity, pointOf(text), true, capabilities);
  const line = new Line(text);
  const ours = line.device.equals(deviceText(identity));
  return lookThere(history, identity, unescapedOctal(line.point), ours, capabilities);
}

/** `sure`: that it is mounted at `path` is known, whatever is seen there. */
function lookThere(
  history: History,
  identity: MountIdentity,
  path: Bytes,
  sure: bool,
  capabilities: Capabilities,
): Found {
  const found = new Found();
  found.path = path;
  found.whereabouts = sure ? Whereabouts.HIDDEN : Whereabouts.NOWHERE;
  if (path.length == 0) return found;
  const program = new Program(path.length + 16, 3);
  program.phase = Phase.EXPLAIN;
  const name = program.text(path);
  const empty = program.word("");
  program.soft(open(program, RULE_UNMOUNT_FIND, SEEN, CWD, name, O_PATH | O_NOFOLLOW));
  const place = statx(program, RULE_UNMOUNT_FIND, -1, SEEN, empty, AT_EMPTY_PATH, statxMask(capabilities));
  const op = program.count - 1;
  program.soft(op);
  program.soft(close(program, RULE_UNMOUNT_FIND, SEEN));
  const seen = history.take(program);
  if (seen === null) found.whereabouts = Whereabouts.PENDING;
  else if (seen.did(op) && common(seen.address(place) + 24, identity.mountIdAt, 8) == 8) {
    const same = identity.unique || isRootOf(identity, seen.address(place));
    found.whereabouts = same ? Whereabouts.THERE : Whereabouts.NOWHERE;
  }
  return found;
}

/** Whether what statx gave at this address is its root. Where ids are used again, another mount may have got its id. */
export function isRootOf(identity: MountIdentity, at: i32): bool {
  const device = get32(at + 16) == identity.devMajor && get32(at + 20) == identity.devMinor;
  return device && common(at + 8, identity.inoAt, 8) == 8;
}

/** The mount point, as it is seen from the root; empty: it cannot be reached from there. */
function pointOf(mount: Bytes): Bytes {
  if ((get32(mount.at + MASK_AT) & STATMOUNT_MNT_POINT) == 0) return mount.slice(0, 0);
  return terminated(stringsFrom(mount, get32(mount.at + MNT_POINT_AT)));
}

function deviceText(identity: MountIdentity): Bytes {
  const at = reserve(24);
  let length = putDecimal(at, identity.devMajor);
  put8(at + length, COLON);
  length++;
  length += putDecimal(at + length, identity.devMinor);
  return new Bytes(at, length);
}
