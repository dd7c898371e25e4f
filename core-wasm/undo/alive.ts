// Whether a mount that is not where it was is anywhere else.

import { Bytes } from "../bytes/bytes.ts";
import { RULE_UNDO_ALIVE, RULE_UNDO_CLOSE } from "../generated/rules.ts";
import { Capabilities, Features, Phase } from "../generated/types.ts";
import { isAbsence } from "../kernel/errno.ts";
import { STATMOUNT_MNT_BASIC } from "../kernel/flags.ts";
import { LINE_ROOM } from "../kernel/limits.ts";
import { STATMOUNT_STRINGS } from "../kernel/statmount.ts";
import { mountid } from "../program/of-the-shim.ts";
import { mountinfo, statmount } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { ID_SEEN } from "../run/registers.ts";
import { Line } from "../verify/line.ts";
import { unescapedOctal } from "../verify/options.ts";
import { has } from "../ways/budgets.ts";
import { closeStopped } from "./close-stopped.ts";
import { FoundMount, lookThere } from "./find-by-source.ts";
import { Undone } from "./undone.ts";

const ROOT_BYTES: i32 = 16;

/** Inode and device of a mount's root, which stand before its id in what was observed of it. */
export function rootBefore(id: i32): Bytes {
  return new Bytes(id - ROOT_BYTES, ROOT_BYTES);
}

/** Whether a mount has this id, wherever it is; also true where that is not told, and false while it is pending. */
export function isAlive(history: History, id: Bytes, undone: Undone, capabilities: Capabilities): bool {
  const isUnique = has(capabilities, Features.UNIQUE_MOUNT_ID);
  // mountinfo knows no unique ids: it cannot be told, and so it is not forgotten.
  if (isUnique && !has(capabilities, Features.STATMOUNT)) return true;
  const program = new Program(64, 6);
  program.phase = Phase.UNDO;
  closeStopped(history, program, RULE_UNDO_CLOSE);
  mountid(program, RULE_UNDO_ALIVE, ID_SEEN, id);
  const place = isUnique
    ? statmount(program, RULE_UNDO_ALIVE, ID_SEEN, STATMOUNT_MNT_BASIC, STATMOUNT_STRINGS)
    : mountinfo(program, RULE_UNDO_ALIVE, ID_SEEN, LINE_ROOM);
  const look = program.count - 1;
  program.soft(look);
  const seen = history.take(program);
  if (seen === null) {
    undone.pending = true;
    return false;
  }
  if (isUnique || !seen.did(look)) return !isAbsence(-seen.result(look));
  return hasSameRoot(history, id, new Line(new Bytes(seen.address(place), seen.result(look))), undone, capabilities);
}

/** Whether the mount that has an id now may be the one that had it before: it has its root, or cannot be seen. */
function hasSameRoot(history: History, id: Bytes, line: Line, undone: Undone, capabilities: Capabilities): bool {
  const found = new FoundMount();
  found.path = unescapedOctal(line.point);
  lookThere(found, line.id, history, capabilities);
  if (found.pending) {
    undone.pending = true;
    return false;
  }
  return found.id == 0 || rootBefore(found.id).equals(rootBefore(id.at));
}
