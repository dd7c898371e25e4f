// Reads passwd and group of an image whole, first with the room that most need, then with all that is allowed.

import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_BUDGET_INPUT,
  RULE_RUN_ABORTED,
  RULE_USER_CHANGED,
  RULE_USER_LARGE,
  RULE_USER_READ,
  RULE_USER_UNREADABLE,
} from "../generated/rules.ts";
import { Phase } from "../generated/types.ts";
import {
  O_DIRECTORY,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_PATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
} from "../kernel/flags.ts";
import { INPUT_MAX } from "../message/message.ts";
import { CWD } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { close, open, openat2, read } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { UserFile } from "../users/user-file.ts";
import { History } from "./history.ts";
import { LOOK, ROOT } from "./registers.ts";

/** The largest file that is read; containerd's limit is ten times as much, and real files are far below both. */
const USER_FILE_MAX: i32 = 1048576;
const USUAL: i32 = 16384;
/** Where a file ends is known when nothing follows. */
const MORE: i32 = 8;
const TEXTS: i32 = 128;
const OPS: i32 = 16;

/** Reads the files that are there; false: refused, or a program is to be carried out first. */
export function readFiles(root: Bytes, passwd: UserFile, group: UserFile, history: History, refusal: Refusal): bool {
  const files: UserFile[] = [];
  if (passwd.present) files.push(passwd);
  if (group.present) files.push(group);
  if (files.length == 0) return true;
  const larger: UserFile[] = [];
  return (
    readWith(USUAL, root, files, larger, history, refusal) &&
    (larger.length == 0 || readWith(USER_FILE_MAX, root, larger, [], history, refusal))
  );
}

/** What does not end within `room` goes to `larger`, if there is a larger room. */
function readWith(
  room: i32,
  root: Bytes,
  files: UserFile[],
  larger: UserFile[],
  history: History,
  refusal: Refusal,
): bool {
  const program = new Program(root.length + TEXTS, OPS);
  program.phase = Phase.SURVEY;
  const path = program.text(root);
  program.soft(open(program, RULE_USER_READ, ROOT, CWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW));
  const opens: i32[] = [];
  const places: i32[] = [];
  for (let i = 0; i < files.length; i++) {
    const name = program.text(files[i].path);
    const resolved = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    opens.push(openat2(program, RULE_USER_READ, LOOK, ROOT, name, O_NONBLOCK, resolved));
    program.soft(opens[i]);
    places.push(read(program, RULE_USER_READ, LOOK, room));
    program.soft(program.count - 1);
    read(program, RULE_USER_READ, LOOK, MORE);
    program.soft(program.count - 1);
    program.soft(close(program, RULE_USER_READ, LOOK));
  }
  program.soft(close(program, RULE_USER_READ, ROOT));
  const needs = program.observationSize() + 8;
  if (needs > history.room) {
    return refusal.over(RULE_BUDGET_INPUT, root, INPUT_MAX - history.room + needs, INPUT_MAX);
  }
  const seen = history.take(program);
  if (seen === null) return false;
  if (history.aborted) return refusal.refuse(RULE_RUN_ABORTED, root);
  for (let i = 0; i < files.length; i++) judge(files[i], seen, opens[i], places[i], room, larger);
  return true;
}

function judge(file: UserFile, seen: Observation, opened: i32, place: i32, room: i32, larger: UserFile[]): void {
  for (let op = opened; op < opened + 3; op++) {
    if (seen.did(op)) continue;
    file.present = false;
    file.spoil(RULE_USER_UNREADABLE, -seen.result(op), 0);
    return;
  }
  const bytes = seen.result(opened + 1);
  if (seen.result(opened + 2) == 0) {
    file.text = new Bytes(seen.address(place), bytes);
    return;
  }
  if (room < USER_FILE_MAX) {
    larger.push(file);
    return;
  }
  file.present = false;
  // A read that stopped before the end of its room, and of the file: nobody can say what is missing.
  file.spoil(bytes == room ? RULE_USER_LARGE : RULE_USER_CHANGED, 0, USER_FILE_MAX);
}
