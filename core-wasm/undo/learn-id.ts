// Which mount at a path is the one that was made, where its id was not known before it could be seen.

import { Bytes } from "../bytes/bytes.ts";
import { RULE_UNDO_CLOSE, RULE_UNDO_LOOK } from "../generated/rules.ts";
import { Capabilities, Features, Phase } from "../generated/types.ts";
import { AT_EMPTY_PATH, O_NOFOLLOW, O_PATH, STATMOUNT_MNT_BASIC, STATMOUNT_OPT_ARRAY } from "../kernel/flags.ts";
import { MASK_AT, MNT_PARENT_ID_AT, OPT_ARRAY_AT, STATMOUNT_STRINGS } from "../kernel/statmount.ts";
import { common, get32 } from "../memory/memory.ts";
import { CWD } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { close, open, statx } from "../program/on-files.ts";
import { statmount } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { ID_SEEN, SEEN } from "../run/registers.ts";
import { statxMask } from "../run/survey.ts";
import { sameUpToEnds } from "../verify/directories.ts";
import { Line, lookAtLine } from "../verify/line.ts";
import { directoriesOf, OWN_OPTIONS, splitEscaped, stringsFrom } from "../verify/options.ts";
import { has } from "../ways/budgets.ts";
import { closeStopped } from "./close-stopped.ts";
import { Deed } from "./deed.ts";

/** What is seen where a mount was made, and where in the observation it stands; -1: not asked. */
class Look {
  id: i32 = 0;
  basic: i32 = -1;
  basicOp: i32 = -1;
  line: i32 = -1;
  lineOp: i32 = -1;
}

/**
 * The id of a mount that was made: the overlay whose layers are those that were written, whoever mounted in between;
 * of what has no layers, the mount that sits directly on what was there before. Its address; 0: it cannot be told, so
 * nothing is unmounted; -1: not answered yet.
 */
export function learnId(history: History, deed: Deed, capabilities: Capabilities): i32 {
  const program = new Program(deed.path.length + 16, 8);
  program.phase = Phase.UNDO;
  closeStopped(history, program, RULE_UNDO_CLOSE);
  const look = lookAt(program, deed, capabilities);
  const seen = history.take(program);
  if (seen === null) return -1;
  if (!seen.complete() || deed.beneath == 0) return 0;
  const id = seen.address(look.id) + 24;
  if (common(id, deed.beneath, 8) == 8) return 0;
  const isOverlay = deed.data.startsWith("lowerdir=");
  if (isOverlay && tellsOptions(look, seen)) return hasWrittenLayers(deed, optionsOf(look, seen)) ? id : 0;
  // Nothing else tells it apart: it must be the one that was seen there directly after it was made. Where that look
  // failed, the directory that is held still says where it is.
  if (deed.seen == 0 ? !deed.certain : common(id, deed.seen, 8) != 8) return 0;
  return sitsOn(deed.beneath, look, seen, capabilities) ? id : 0;
}

function lookAt(program: Program, deed: Deed, capabilities: Capabilities): Look {
  const look = new Look();
  const path = program.text(deed.path);
  open(program, RULE_UNDO_LOOK, SEEN, CWD, path, O_PATH | O_NOFOLLOW);
  const empty = program.word("");
  look.id = statx(program, RULE_UNDO_LOOK, ID_SEEN, SEEN, empty, AT_EMPTY_PATH, statxMask(capabilities));
  const hasArray = has(capabilities, Features.STATMOUNT) && has(capabilities, Features.OPTION_ARRAY);
  if (has(capabilities, Features.STATMOUNT)) {
    const mask = hasArray ? STATMOUNT_MNT_BASIC | STATMOUNT_OPT_ARRAY : STATMOUNT_MNT_BASIC;
    const cap = (STATMOUNT_STRINGS + deed.data.length + OWN_OPTIONS + 7) & ~7;
    look.basic = statmount(program, RULE_UNDO_LOOK, ID_SEEN, mask, cap);
    look.basicOp = program.count - 1;
  }
  if (!hasArray) {
    // Octal escapes are four bytes for one.
    look.line = lookAtLine(program, RULE_UNDO_LOOK, SEEN, 4 * (deed.data.length + OWN_OPTIONS), capabilities);
    look.lineOp = program.count - 1;
    // Without /proc the parent alone must do, where something else tells it.
    if (look.basic >= 0) program.soft(look.lineOp);
  }
  close(program, RULE_UNDO_LOOK, SEEN);
  return look;
}

/** Whether nothing stands between what is seen and the mount that was there before, as far as that can be told. */
function sitsOn(beneath: i32, look: Look, seen: Observation, capabilities: Capabilities): bool {
  if (look.basic >= 0) return common(seen.address(look.basic) + MNT_PARENT_ID_AT, beneath, 8) == 8;
  // A unique id is never the parent's number in the line; but it is never given to another mount either.
  if (has(capabilities, Features.UNIQUE_MOUNT_ID)) return true;
  return lineOf(look, seen).parent == get32(beneath);
}

/** Whether the option text that was written begins with these directories. */
function hasWrittenLayers(deed: Deed, directories: Bytes): bool {
  const length = directories.length - 1;
  return length > 0 && length <= deed.data.length && sameUpToEnds(deed.data.slice(0, length), directories);
}

function tellsOptions(look: Look, seen: Observation): bool {
  return look.line < 0 || seen.did(look.lineOp);
}

/** The options that name directories; of a mount that has none, and where they cannot be told, nothing. */
function optionsOf(look: Look, seen: Observation): Bytes {
  if (look.line >= 0) {
    return seen.did(look.lineOp) ? directoriesOf(splitEscaped(lineOf(look, seen).options)) : new Bytes(0, 0);
  }
  const mount = new Bytes(seen.address(look.basic), seen.result(look.basicOp));
  if ((get32(mount.at + MASK_AT) & STATMOUNT_OPT_ARRAY) == 0) return mount.slice(0, 0);
  return directoriesOf(stringsFrom(mount, get32(mount.at + OPT_ARRAY_AT)));
}

function lineOf(look: Look, seen: Observation): Line {
  return new Line(new Bytes(seen.address(look.line), seen.result(look.lineOp)));
}
