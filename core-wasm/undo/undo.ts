import { Bytes } from "../bytes/bytes.ts";
import { RULE_UNDO_CLOSE, RULE_UNDO_LOOK, RULE_UNDO_REMOVE, RULE_UNDO_WHERE } from "../generated/rules.ts";
import { Capabilities, Features, Phase } from "../generated/types.ts";
import {
  AT_EMPTY_PATH,
  O_NOFOLLOW,
  O_PATH,
  STATMOUNT_MNT_BASIC,
  STATMOUNT_OPT_ARRAY,
  STATMOUNT_STRINGS,
} from "../kernel/flags.ts";
import { common, get32 } from "../memory/memory.ts";
import { close, fdpath, open, rmdir, statmount, statx } from "../program/effects.ts";
import { CWD } from "../program/layout.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { ID_SEEN, PARENTS, SEEN, TARGETS } from "../run/registers.ts";
import { statxMask } from "../run/survey.ts";
import { sameUpToEnds } from "../verify/directories.ts";
import { OWN_OPTIONS } from "../verify/look.ts";
import { directoriesOf, stringsFrom } from "../verify/options.ts";
import { has } from "../ways/budgets.ts";
import { Deed, deedsOf, Inverse, openedPath } from "./derive.ts";
import { Taken, takeDown } from "./take-down.ts";
import { closeStopped } from "./unmount.ts";

/** Milliseconds that a busy mount of a failed run is tried again: containerd's budget. */
const PATIENCE: i32 = 2500;
const PATH_ROOM: i32 = 4096;

/** What became of taking everything back. */
export class Undone {
  pending: bool = false;
  /** What is left, each with its path. */
  left: Bytes[] = [];
}

/** Takes back everything that the programs of the history did, newest first. */
export function undo(history: History, registers: i32, capabilities: Capabilities): Undone {
  const undone = new Undone();
  const deeds: Deed[] = [];
  for (let i = history.programs.length - 1; i >= 0; i--) {
    const more = deedsOf(history.programs[i], history.taken[i]);
    for (let j = 0; j < more.length; j++) deeds.push(more[j]);
  }
  if (deeds.length == 0) return undone;
  if (!findPaths(history, deeds, registers)) {
    undone.pending = true;
    return undone;
  }
  for (let i = 0; i < deeds.length && !undone.pending; i++) takeBack(history, deeds[i], undone, capabilities);
  return undone;
}

/**
 * Closes all that is open, which would keep mounts busy, and asks where the held targets are now. False: not answered
 * yet.
 */
function findPaths(history: History, deeds: Deed[], registers: i32): bool {
  const program = new Program(64, deeds.length + registers + 8);
  program.phase = Phase.UNDO;
  const places: i32[] = [];
  const ops: i32[] = [];
  for (let i = 0; i < deeds.length; i++) {
    const register = deeds[i].register;
    places.push(register < 0 ? -1 : fdpath(program, RULE_UNDO_WHERE, register, PATH_ROOM));
    ops.push(program.count - 1);
    if (register >= 0) program.soft(program.count - 1);
  }
  for (let r = 0; r < registers; r++) {
    if (r <= 15 || r >= PARENTS) program.soft(close(program, RULE_UNDO_CLOSE, r));
  }
  const seen = history.take(program);
  if (seen === null) return false;
  for (let i = 0; i < deeds.length; i++) {
    if (places[i] < 0) continue;
    if (seen.did(ops[i])) {
      deeds[i].path = new Bytes(seen.address(places[i]), seen.result(ops[i]));
    } else {
      // The program ended and closed what it held: the mount's id says whether the path still leads to it.
      deeds[i].path = openedPath(history, deeds[i].register);
      deeds[i].certain = false;
    }
  }
  return true;
}

function takeBack(history: History, deed: Deed, undone: Undone, capabilities: Capabilities): void {
  if (deed.inverse == Inverse.RMDIR) {
    const program = new Program(deed.path.length + 8, 1);
    program.phase = Phase.UNDO;
    const path = program.text(deed.path);
    rmdir(program, RULE_UNDO_REMOVE, CWD, path);
    const seen = history.take(program);
    if (seen === null) undone.pending = true;
    else if (!seen.complete()) undone.left.push(deed.path);
    return;
  }
  if (deed.path.length == 0) {
    undone.left.push(deed.path);
    return;
  }
  let id = deed.id == 0 ? new Bytes(0, 0) : new Bytes(deed.id, 8);
  if (deed.id == 0) {
    const found = learnId(history, deed, capabilities);
    if (found < 0) {
      undone.pending = true;
      return;
    }
    if (found == 0) {
      undone.left.push(deed.path);
      return;
    }
    id = new Bytes(found, 8);
  }
  const result = takeDown(history, Phase.UNDO, deed.path, id, new Bytes(0, 0), deed.tree, PATIENCE, capabilities);
  if (result.taken == Taken.PENDING) undone.pending = true;
  else if (result.taken != Taken.DONE && (result.taken != Taken.GONE || !deed.certain)) undone.left.push(deed.path);
}

/**
 * The id of a mount that was made and not known by its id: the one that sits directly on what was there before, or,
 * where somebody else mounted in between, the one whose layers are those that were written. Its address; 0: it cannot
 * be told, so nothing is unmounted; -1: not answered yet.
 */
function learnId(history: History, deed: Deed, capabilities: Capabilities): i32 {
  const program = new Program(deed.path.length + 16, 6);
  program.phase = Phase.UNDO;
  if (history.stopped()) closeStopped(program, RULE_UNDO_CLOSE);
  const path = program.text(deed.path);
  open(program, RULE_UNDO_LOOK, SEEN, CWD, path, O_PATH | O_NOFOLLOW);
  const empty = program.word("");
  const place = statx(program, RULE_UNDO_LOOK, ID_SEEN, SEEN, empty, AT_EMPTY_PATH, statxMask(capabilities));
  let basic = -1;
  let op = -1;
  if (has(capabilities, Features.STATMOUNT)) {
    const cap = (STATMOUNT_STRINGS + deed.data.length + OWN_OPTIONS + 7) & ~7;
    basic = statmount(program, RULE_UNDO_LOOK, ID_SEEN, STATMOUNT_MNT_BASIC | STATMOUNT_OPT_ARRAY, cap);
    op = program.count - 1;
  }
  close(program, RULE_UNDO_LOOK, SEEN);
  const seen = history.take(program);
  if (seen === null) return -1;
  if (!seen.complete() || deed.beneath == 0) return 0;
  const id = seen.address(place) + 24;
  if (common(id, deed.beneath, 8) == 8) return 0;
  if (basic < 0 || common(seen.address(basic) + 48, deed.beneath, 8) == 8) return id;
  return hasWrittenLayers(deed, new Bytes(seen.address(basic), seen.result(op))) ? id : 0;
}

/** Whether the options of a struct statmount name the directories with which the option text begins. */
function hasWrittenLayers(deed: Deed, mount: Bytes): bool {
  if (deed.data.length == 0 || (get32(mount.at + 8) & STATMOUNT_OPT_ARRAY) == 0) return false;
  const options = directoriesOf(stringsFrom(mount, get32(mount.at + 132)));
  const length = options.length - 1;
  return length > 0 && length <= deed.data.length && sameUpToEnds(deed.data.slice(0, length), options);
}

/** Registers of a run with this many mounts. */
export function registersOf(mounts: i32): i32 {
  return TARGETS + mounts;
}
