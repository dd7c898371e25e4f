// The directory that a mount had made goes with it: that very directory, and only while it is empty.

import { Bytes } from "../bytes/bytes.ts";
import { basename, directory } from "../bytes/path.ts";
import {
  RULE_UNMOUNT_DIRECTORY_ELSEWHERE,
  RULE_UNMOUNT_DIRECTORY_KERNEL,
  RULE_UNMOUNT_DIRECTORY_OTHER,
  RULE_UNMOUNT_DIRECTORY_UNKNOWN,
  RULE_UNMOUNT_REMOVE_TARGET,
} from "../generated/rules.ts";
import { Capabilities, DirectoryIdentity, Phase, UnmountRequest } from "../generated/types.ts";
import { ESTALE, isAbsence } from "../kernel/errno.ts";
import { AT_SYMLINK_NOFOLLOW, O_DIRECTORY, O_PATH } from "../kernel/flags.ts";
import { copy, put32, reserve } from "../memory/memory.ts";
import { CWD } from "../program/layout.ts";
import { same } from "../program/of-the-shim.ts";
import { close, open, rmdir, statx } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { closeStopped } from "../undo/close-stopped.ts";
import { History } from "./history.ts";
import { HOLDER } from "./registers.ts";
import { IDENTITY_AT, pathOrRoot, statxMask } from "./survey.ts";

/** What became of the directory. */
export class Removal {
  pending: bool = false;
  removed: bool = false;
  /** Why it is still there; null: it is not, or it was not to go. */
  note: Refusal | null = null;
}

/** Removes the target, if the mount had made it and it is still that directory. */
export function removeTarget(
  request: UnmountRequest,
  target: Bytes,
  history: History,
  capabilities: Capabilities,
): Removal {
  const removal = new Removal();
  if (!request.removeTarget) return removal;
  if (!request.hasMade) return left(removal, RULE_UNMOUNT_DIRECTORY_UNKNOWN, target, 0);
  if (request.elsewhere > 0) {
    left(removal, RULE_UNMOUNT_DIRECTORY_ELSEWHERE, target, 0);
    const note = removal.note;
    if (note !== null) note.needs = request.elsewhere;
    return removal;
  }
  const program = new Program(2 * target.length + 64, 8);
  program.phase = Phase.PERFORM;
  closeStopped(history, program, RULE_UNMOUNT_REMOVE_TARGET);
  const holder = program.text(pathOrRoot(directory(target)));
  const name = program.text(basename(target));
  const why = RULE_UNMOUNT_REMOVE_TARGET;
  open(program, why, HOLDER, CWD, holder, O_PATH | O_DIRECTORY);
  const place = statx(program, why, -1, HOLDER, name, AT_SYMLINK_NOFOLLOW, statxMask(capabilities));
  const compare = same(program, why, place + IDENTITY_AT, identityOf(request.made));
  const remove = rmdir(program, why, HOLDER, name);
  close(program, why, HOLDER);
  const seen = history.take(program);
  if (seen === null) {
    removal.pending = true;
    return removal;
  }
  if (seen.complete()) {
    removal.removed = true;
    return removal;
  }
  const at = seen.done();
  // Somebody else has removed it.
  if (at != remove && isAbsence(seen.errno())) return removal;
  if (at == compare && seen.errno() == ESTALE) return left(removal, RULE_UNMOUNT_DIRECTORY_OTHER, target, 0);
  return left(removal, RULE_UNMOUNT_DIRECTORY_KERNEL, target, seen.errno());
}

function left(removal: Removal, rule: i32, target: Bytes, errno: i32): Removal {
  const note = new Refusal();
  note.errno = errno;
  note.refuse(rule, target);
  removal.note = note;
  return removal;
}

/** Inode and device, as statx places them. */
function identityOf(made: DirectoryIdentity): Bytes {
  const at = reserve(16);
  copy(at, made.inoAt, 8);
  put32(at + 8, made.devMajor);
  put32(at + 12, made.devMinor);
  return new Bytes(at, 16);
}
