import { Answer } from "../answers/answer.ts";
import { writeResolved } from "../answers/resolved.ts";
import { ascii, Bytes } from "../bytes/bytes.ts";
import {
  RULE_BUDGET_GROUPS,
  RULE_RUN_ABORTED,
  RULE_USER_LOOK,
  RULE_USER_NEEDS_OPENAT2,
  RULE_USER_NO_ROOT,
  RULE_USER_NOT_FILE,
  RULE_USER_UNREADABLE,
} from "../generated/rules.ts";
import { Capabilities, Features, Phase, UserRequest } from "../generated/types.ts";
import { ENOENT } from "../kernel/errno.ts";
import {
  AT_EMPTY_PATH,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  S_IFMT,
  S_IFREG,
} from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { checkedPath } from "../plan/paths.ts";
import { CWD } from "../program/layout.ts";
import { close, open, openat2, statx } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { resolve } from "../users/resolve.ts";
import { UserFile } from "../users/user-file.ts";
import { has } from "../ways/budgets.ts";
import { History } from "./history.ts";
import { ROOT, SEEN } from "./registers.ts";
import { statxMask } from "./survey.ts";
import { readFiles } from "./user-read.ts";

/** Groups that can be asked for: each is looked for in a file of a mebibyte. */
const GROUPS_MAX: i32 = 256;
const TEXTS: i32 = 128;
const OPS: i32 = 16;

/** One step of finding an image's user: the two files are looked at, read where they are files, and understood. */
export function nextUser(request: UserRequest, capabilities: Capabilities, history: History, answer: Answer): void {
  const refusal = new Refusal();
  const passwd = new UserFile(ascii("etc/passwd"));
  const group = new UserFile(ascii("etc/group"));
  const count = request.groups.length;
  if (count > GROUPS_MAX) refusal.over(RULE_BUDGET_GROUPS, request.groups.get(0), count, GROUPS_MAX);
  const there = request.root.length > 0 && refusal.rule < 0;
  if (there && !readImage(request.root, passwd, group, capabilities, history, refusal) && refusal.rule < 0) {
    answer.perform(history);
    return;
  }
  const found = refusal.rule < 0 ? resolve(request, passwd, group, refusal) : null;
  if (found === null) answer.refused(refusal);
  else writeResolved(answer, found);
}

/** Whether both files were read, as far as they can be; false: refused, or a program is to be carried out first. */
function readImage(
  directory: Bytes,
  passwd: UserFile,
  group: UserFile,
  capabilities: Capabilities,
  history: History,
  refusal: Refusal,
): bool {
  const path = checkedPath(directory, capabilities, refusal);
  if (path === null || refusal.rule >= 0) return false;
  if (!has(capabilities, Features.OPENAT2)) return refusal.refuse(RULE_USER_NEEDS_OPENAT2, directory);
  // `/` was tidied to nothing.
  const root = path.length > 0 ? path : ascii("/");
  return (
    lookAt(root, passwd, group, capabilities, history, refusal) && readFiles(root, passwd, group, history, refusal)
  );
}

/** What the two names lead to, beneath the root whatever symlinks say: nothing else than a file is ever opened. */
function lookAt(
  root: Bytes,
  passwd: UserFile,
  group: UserFile,
  capabilities: Capabilities,
  history: History,
  refusal: Refusal,
): bool {
  const program = new Program(root.length + TEXTS, OPS);
  program.phase = Phase.SURVEY;
  const empty = program.word("");
  const path = program.text(root);
  const flags = O_PATH | O_DIRECTORY | O_NOFOLLOW;
  const openRoot = open(program, RULE_USER_LOOK, ROOT, CWD, path, flags);
  program.soft(openRoot);
  const files: UserFile[] = [passwd, group];
  const opens: i32[] = [];
  const places: i32[] = [];
  for (let i = 0; i < files.length; i++) {
    const name = program.text(files[i].path);
    const resolved = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    opens.push(openat2(program, RULE_USER_LOOK, SEEN, ROOT, name, O_PATH, resolved));
    program.soft(opens[i]);
    places.push(statx(program, RULE_USER_LOOK, -1, SEEN, empty, AT_EMPTY_PATH, statxMask(capabilities)));
    program.soft(program.count - 1);
    program.soft(close(program, RULE_USER_LOOK, SEEN));
  }
  program.soft(close(program, RULE_USER_LOOK, ROOT));
  const seen = history.take(program);
  if (seen === null) return false;
  if (history.aborted) return refusal.refuse(RULE_RUN_ABORTED, root);
  if (!seen.did(openRoot)) {
    refusal.errno = -seen.result(openRoot);
    return refusal.refuse(RULE_USER_NO_ROOT, root);
  }
  for (let i = 0; i < files.length; i++) {
    if (!seen.did(opens[i])) {
      const errno = -seen.result(opens[i]);
      if (errno != ENOENT) files[i].spoil(RULE_USER_UNREADABLE, errno, 0);
    } else if (!seen.did(opens[i] + 1)) {
      files[i].spoil(RULE_USER_UNREADABLE, -seen.result(opens[i] + 1), 0);
    } else if ((get32(seen.address(places[i])) & S_IFMT) != S_IFREG) {
      files[i].spoil(RULE_USER_NOT_FILE, 0, 0);
    } else files[i].present = true;
  }
  return true;
}
