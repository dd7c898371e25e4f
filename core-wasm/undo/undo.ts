import { Bytes } from "../bytes/bytes.ts";
import { basename, directory } from "../bytes/path.ts";
import {
  RULE_UNDO_CLOSE,
  RULE_UNDO_OWNER,
  RULE_UNDO_REMOVE,
  RULE_UNDO_UNSEEN,
  RULE_UNDO_UNTOLD,
  RULE_UNDO_WHERE,
  RULE_UNMOUNT_BUSY,
  RULE_UNMOUNT_DIRECTORY_KERNEL,
  RULE_UNMOUNT_DIRECTORY_OTHER,
  RULE_UNMOUNT_KERNEL,
  RULE_UNMOUNT_STRANGER,
} from "../generated/rules.ts";
import { Capabilities, Phase } from "../generated/types.ts";
import { ESTALE, isAbsence } from "../kernel/errno.ts";
import { AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW, O_DIRECTORY, O_PATH } from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { CWD } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { same } from "../program/of-the-shim.ts";
import { chown, close, fdpath, open, rmdir, statx } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { CLONES, CLONES_MAX, HOLDER, PARENTS, TARGETS } from "../run/registers.ts";
import { IDENTITY_AT, pathOrRoot, statxMask } from "../run/survey.ts";
import { Deed, Inverse } from "./deed.ts";
import { learnId } from "./learn-id.ts";
import { openedPath } from "./opened.ts";
import { Past } from "./past.ts";
import { Taken, takeDown } from "./take-down.ts";
import { Undone } from "./undone.ts";
import { closeStopped, MountAt } from "./unmount.ts";

/** Milliseconds that a busy mount of a failed run is tried again: containerd's budget. */
const PATIENCE: i32 = 2500;
const PATH_ROOM: i32 = 4096;

/** Takes back everything that the programs of the history did, newest first. */
export function undo(history: History, registers: i32, capabilities: Capabilities): Undone {
  const undone = new Undone();
  // What undoing adds to the history is no deed of the run.
  const past = new Past(history.programs.slice(0), history.taken.slice(0));
  const deeds = past.deeds();
  if (deeds.length == 0) return undone;
  if (!findPaths(history, past, deeds, registers)) {
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
function findPaths(history: History, past: Past, deeds: Deed[], registers: i32): bool {
  const clones = clonesOf(past);
  const program = new Program(64, deeds.length + registers + clones + 8);
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
  for (let i = 0; i < clones; i++) program.soft(close(program, RULE_UNDO_CLOSE, CLONES + i));
  const seen = history.take(program);
  if (seen === null) return false;
  for (let i = 0; i < deeds.length; i++) {
    if (places[i] < 0) continue;
    if (seen.did(ops[i])) {
      deeds[i].path = new Bytes(seen.address(places[i]), seen.result(ops[i]));
    } else {
      // The program ended and closed what it held: the mount's id says whether the path still leads to it.
      deeds[i].path = openedPath(past, deeds[i].register);
      deeds[i].certain = false;
    }
  }
  return true;
}

/** Removes the directory that was made, if it is still the one by that name: somebody may have put another there. */
export function removeMade(history: History, deed: Deed, undone: Undone, capabilities: Capabilities): void {
  const isKnown = deed.root != 0 || deed.aside;
  if (!isKnown && !deed.maybe) {
    undone.left.push(deed.path);
    return;
  }
  const program = new Program(2 * deed.path.length + 64, 10);
  program.phase = Phase.UNDO;
  if (history.stopped()) closeStopped(program, RULE_UNDO_CLOSE);
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

/** How many registers of clones a run has used. */
function clonesOf(past: Past): i32 {
  let most = 0;
  for (let i = 0; i < past.programs.length; i++) {
    const used = past.programs[i].registers - CLONES;
    if (used > most) most = used;
  }
  return most > CLONES_MAX ? CLONES_MAX : most;
}

/** Gives a directory back to its owner, if it is still the one by that name. */
export function giveBack(history: History, deed: Deed, undone: Undone, capabilities: Capabilities): void {
  if (deed.root == 0) {
    undone.left.push(deed.path);
    return;
  }
  const program = new Program(deed.path.length + 64, 12);
  program.phase = Phase.UNDO;
  if (history.stopped()) closeStopped(program, RULE_UNDO_CLOSE);
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
  else if (!seen.complete()) undone.left.push(deed.path);
}

function takeBack(history: History, deed: Deed, undone: Undone, capabilities: Capabilities): void {
  if (deed.inverse == Inverse.RMDIR) {
    removeMade(history, deed, undone, capabilities);
    return;
  }
  if (deed.inverse == Inverse.CHOWN) {
    giveBack(history, deed, undone, capabilities);
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
      undone.stays(deed.path, RULE_UNDO_UNTOLD, 0, 0);
      return;
    }
    id = new Bytes(found, 8);
  }
  const mount = new MountAt(deed.path);
  mount.id = id;
  mount.tree = deed.tree;
  mount.peers = deed.peers;
  const result = takeDown(history, Phase.UNDO, mount, PATIENCE, capabilities);
  if (result.taken == Taken.PENDING) undone.pending = true;
  else if (result.taken == Taken.DONE) undone.unmounted++;
  // What was mounted and is not seen by its name may lie beneath somebody else's mount: it is not known to be gone.
  else undone.stays(deed.path, ruleOf(result.taken), result.taken == Taken.STRANGER ? 0 : result.errno, result.retries);
}

function ruleOf(taken: i32): i32 {
  if (taken == Taken.BUSY) return RULE_UNMOUNT_BUSY;
  if (taken == Taken.STRANGER) return RULE_UNMOUNT_STRANGER;
  return taken == Taken.GONE ? RULE_UNDO_UNSEEN : RULE_UNMOUNT_KERNEL;
}

/** Registers of a run with this many mounts. */
export function registersOf(mounts: i32): i32 {
  return TARGETS + mounts;
}
