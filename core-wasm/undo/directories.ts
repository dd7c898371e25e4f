// What a run did to directories, taken back: by the identity that was seen of each, never by its name alone.
import { Bytes } from "../bytes/bytes.ts";
import { basename, directory } from "../bytes/path.ts";
import {
  RULE_UNDO_CLOSE,
  RULE_UNDO_OWNER,
  RULE_UNDO_REMOVE,
  RULE_UNMOUNT_DIRECTORY_KERNEL,
  RULE_UNMOUNT_DIRECTORY_OTHER,
} from "../generated/rules.ts";
import { Capabilities, Phase } from "../generated/types.ts";
import { ESTALE, isAbsence } from "../kernel/errno.ts";
import { AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW, O_DIRECTORY, O_PATH } from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { CWD } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { same } from "../program/of-the-shim.ts";
import { chown, close, open, rmdir, statx } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { HOLDER } from "../run/registers.ts";
import { IDENTITY_AT, pathOrRoot, statxMask } from "../run/survey.ts";
import { closeStopped } from "./close-stopped.ts";
import { Deed } from "./deed.ts";
import { Undone } from "./undone.ts";

/** Removes the directory that was made, if it is still the one by that name: somebody may have put another there. */
export function removeMade(history: History, deed: Deed, undone: Undone, capabilities: Capabilities): void {
  const isKnown = deed.root != 0 || deed.aside;
  if (!isKnown && !deed.maybe) {
    undone.left.push(deed.path);
    return;
  }
  const program = new Program(2 * deed.path.length + 64, 10);
  program.phase = Phase.UNDO;
  closeStopped(history, program, RULE_UNDO_CLOSE);
  const holder = program.text(pathOrRoot(directory(deed.path)));
  const name = program.text(basename(deed.path));
  open(program, RULE_UNDO_REMOVE, HOLDER, CWD, holder, O_PATH | O_DIRECTORY);
  const place = statx(program, RULE_UNDO_REMOVE, -1, HOLDER, name, AT_SYMLINK_NOFOLLOW, statxMask(capabilities));
  const looked = program.count - 1;
  if (deed.root != 0) same(program, RULE_UNDO_REMOVE, place + IDENTITY_AT, new Bytes(deed.root, 16));
  if (isKnown) rmdir(program, RULE_UNDO_REMOVE, HOLDER, name);
  close(program, RULE_UNDO_CLOSE, HOLDER);
  const seen = history.take(program);
  if (seen === null) undone.pending = true;
  else if (seen.complete() && isKnown) undone.removed++;
  else if (!isGone(deed, seen, looked)) {
    const isOther = seen.done() == looked + 1 && seen.errno() == ESTALE;
    const rule = isOther ? RULE_UNMOUNT_DIRECTORY_OTHER : RULE_UNMOUNT_DIRECTORY_KERNEL;
    undone.stays(deed.path, rule, isOther ? 0 : seen.errno(), 0);
  }
}

/** Whether nothing is there by a name that the run may not have given yet, or not any more. */
function isGone(deed: Deed, seen: Observation, looked: i32): bool {
  return deed.maybe && seen.done() <= looked && isAbsence(seen.errno());
}

/** Gives a directory back to its owner, if it is still the one by that name. */
export function giveBack(history: History, deed: Deed, undone: Undone, capabilities: Capabilities): void {
  if (deed.root == 0) {
    undone.left.push(deed.path);
    return;
  }
  const program = new Program(deed.path.length + 64, 12);
  program.phase = Phase.UNDO;
  closeStopped(history, program, RULE_UNDO_CLOSE);
  const path = program.text(deed.path);
  open(program, RULE_UNDO_OWNER, HOLDER, CWD, path, O_PATH);
  const empty = program.word("");
  const place = statx(program, RULE_UNDO_OWNER, -1, HOLDER, empty, AT_EMPTY_PATH, statxMask(capabilities));
  same(program, RULE_UNDO_OWNER, place + IDENTITY_AT, new Bytes(deed.root, 16));
  // Behind inode, device and mount id stands the owner.
  chown(program, RULE_UNDO_OWNER, HOLDER, empty, get32(deed.root + 24), get32(deed.root + 28), AT_EMPTY_PATH);
  close(program, RULE_UNDO_CLOSE, HOLDER);
  const seen = history.take(program);
  if (seen === null) undone.pending = true;
  // What is not there any more belongs to nobody.
  else if (!seen.complete() && !isAbsence(seen.errno())) undone.left.push(deed.path);
}
