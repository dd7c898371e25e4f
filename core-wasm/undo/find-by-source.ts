// The mount whose source carries the token of a run, by looking through all that there are.

import { Bytes } from "../bytes/bytes.ts";
import { RULE_UNDO_CLOSE, RULE_UNDO_FIND } from "../generated/rules.ts";
import { Capabilities, Phase } from "../generated/types.ts";
import { EBUSY, isAbsence } from "../kernel/errno.ts";
import { AT_EMPTY_PATH, O_NOFOLLOW, O_PATH, STATX_BASIC, STATX_MNT_ID } from "../kernel/flags.ts";
import { LINE_ROOM } from "../kernel/limits.ts";
import { get32 } from "../memory/memory.ts";
import { CWD } from "../program/layout.ts";
import { close, open, statx } from "../program/on-files.ts";
import { MountinfoField, mountinfoBy } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { ID_LINE, ID_SEEN, SEEN } from "../run/registers.ts";
import { statxMask } from "../run/survey.ts";
import { Line } from "../verify/line.ts";
import { unescapedOctal } from "../verify/options.ts";
import { closeStopped } from "./close-stopped.ts";

export class FoundMount {
  pending: bool = false;
  /** Why it cannot be told; that nothing is there is an answer, too. */
  errno: i32 = 0;
  path: Bytes = new Bytes(0, 0);
  /** Address of its id; 0: there is none, or another one lies on it. */
  id: i32 = 0;
}

export function findBySource(history: History, source: Bytes, capabilities: Capabilities): FoundMount {
  const found = new FoundMount();
  const program = new Program(source.length + 16, 4);
  program.phase = Phase.UNDO;
  closeStopped(history, program, RULE_UNDO_CLOSE);
  const text = program.text(source);
  const place = mountinfoBy(program, RULE_UNDO_FIND, MountinfoField.SOURCE, text, LINE_ROOM);
  const op = program.count - 1;
  program.soft(op);
  const seen = history.take(program);
  found.pending = seen === null;
  if (seen === null) return found;
  if (!seen.did(op)) {
    found.errno = -seen.result(op);
    return found;
  }
  const line = new Line(new Bytes(seen.address(place), seen.result(op)));
  found.path = unescapedOctal(line.point);
  lookThere(found, line.id, history, capabilities);
  return found;
}

/** The id by which it is unmounted, of what is seen at its place. */
export function lookThere(found: FoundMount, id: i32, history: History, capabilities: Capabilities): void {
  const program = new Program(found.path.length + 16, 6);
  program.phase = Phase.UNDO;
  const path = program.text(found.path);
  open(program, RULE_UNDO_FIND, SEEN, CWD, path, O_PATH | O_NOFOLLOW);
  const empty = program.word("");
  const old = statx(program, RULE_UNDO_FIND, ID_LINE, SEEN, empty, AT_EMPTY_PATH, STATX_BASIC | STATX_MNT_ID);
  const now = statx(program, RULE_UNDO_FIND, ID_SEEN, SEEN, empty, AT_EMPTY_PATH, statxMask(capabilities));
  close(program, RULE_UNDO_CLOSE, SEEN);
  const seen = history.take(program);
  if (seen === null) {
    found.pending = true;
    return;
  }
  // EBUSY: it is there, and its name does not lead to it.
  if (!seen.complete()) found.errno = isAbsence(seen.errno()) ? EBUSY : seen.errno();
  else if (get32(seen.address(old) + 24) == id) found.id = seen.address(now) + 24;
  else found.errno = EBUSY;
}
