import { Bytes } from "../bytes/bytes.ts";
import { RULE_UNMOUNT_WHERE } from "../generated/rules.ts";
import { Phase } from "../generated/types.ts";
import { O_DIRECTORY, O_NOFOLLOW, O_PATH, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS } from "../kernel/flags.ts";
import { close, fdpath, open, openat2 } from "../program/effects.ts";
import { CWD } from "../program/layout.ts";
import { Program } from "../program/program.ts";
import { closeStopped } from "../undo/unmount.ts";
import { History } from "./history.ts";
import { ROOT, SEEN } from "./registers.ts";

const PATH_ROOM: i32 = 4096;

/** Where a sub-target is now, beneath the root; empty: not there; null: not answered yet. */
export function findSubTarget(target: Bytes, sub: Bytes, history: History): Bytes | null {
  const program = new Program(target.length + sub.length + 16, 10);
  program.phase = Phase.SURVEY;
  if (history.stopped()) closeStopped(program, RULE_UNMOUNT_WHERE);
  const root = program.text(target);
  const name = program.text(sub);
  open(program, RULE_UNMOUNT_WHERE, ROOT, CWD, root, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  openat2(program, RULE_UNMOUNT_WHERE, SEEN, ROOT, name, O_PATH, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  program.soft(program.count - 1);
  const place = fdpath(program, RULE_UNMOUNT_WHERE, SEEN, PATH_ROOM);
  const path = program.count - 1;
  program.soft(path);
  program.soft(close(program, RULE_UNMOUNT_WHERE, SEEN));
  program.soft(close(program, RULE_UNMOUNT_WHERE, ROOT));
  const seen = history.take(program);
  if (seen === null) return null;
  if (!seen.did(path)) return new Bytes(0, 0);
  return new Bytes(seen.address(place), seen.result(path));
}
