import { Bytes } from "../bytes/bytes.ts";
import { RULE_UNMOUNT_WHERE } from "../generated/rules.ts";
import { Phase } from "../generated/types.ts";
import { isAbsence } from "../kernel/errno.ts";
import { O_DIRECTORY, O_NOFOLLOW, O_PATH, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS } from "../kernel/flags.ts";
import { PATH_MAX } from "../kernel/limits.ts";
import { CWD } from "../program/layout.ts";
import { close, fdpath, open, openat2 } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { closeStopped } from "../undo/close-stopped.ts";
import { History } from "./history.ts";
import { ROOT, SEEN } from "./registers.ts";

/** Where a sub-target is now. */
export class SubTarget {
  pending: bool = false;
  /** Empty: it is not there, or that cannot be told. */
  path: Bytes = new Bytes(0, 0);
  /** Why it cannot be told; 0: it can. */
  errno: i32 = 0;
}

/** Looks for a sub-target beneath the root. */
export function findSubTarget(target: Bytes, sub: Bytes, history: History): SubTarget {
  const found = new SubTarget();
  const program = new Program(target.length + sub.length + 16, 10);
  program.phase = Phase.SURVEY;
  closeStopped(history, program, RULE_UNMOUNT_WHERE);
  const root = program.text(target);
  const name = program.text(sub);
  const openRoot = open(program, RULE_UNMOUNT_WHERE, ROOT, CWD, root, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  program.soft(openRoot);
  openat2(program, RULE_UNMOUNT_WHERE, SEEN, ROOT, name, O_PATH, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  const openSub = program.count - 1;
  program.soft(openSub);
  const place = fdpath(program, RULE_UNMOUNT_WHERE, SEEN, PATH_MAX);
  const path = program.count - 1;
  program.soft(path);
  program.soft(close(program, RULE_UNMOUNT_WHERE, SEEN));
  program.soft(close(program, RULE_UNMOUNT_WHERE, ROOT));
  const seen = history.take(program);
  if (seen === null) {
    found.pending = true;
    return found;
  }
  if (seen.did(path)) {
    found.path = new Bytes(seen.address(place), seen.result(path));
    return found;
  }
  // Without the root its register is empty, and what follows says only that.
  let errno = -seen.result(openRoot);
  if (errno == 0) errno = -seen.result(openSub);
  if (errno == 0) errno = -seen.result(path);
  if (!isAbsence(errno)) found.errno = errno;
  return found;
}
