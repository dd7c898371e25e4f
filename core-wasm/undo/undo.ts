import { Bytes } from "../bytes/bytes.ts";
import {
  RULE_UNDO_CLOSE,
  RULE_UNDO_UNSEEN,
  RULE_UNDO_UNTOLD,
  RULE_UNDO_WHERE,
  RULE_UNMOUNT_BUSY,
  RULE_UNMOUNT_KERNEL,
  RULE_UNMOUNT_STRANGER,
} from "../generated/rules.ts";
import { Capabilities, Phase } from "../generated/types.ts";
import { PATH_MAX } from "../kernel/limits.ts";
import { close, fdpath } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { CLONES, CLONES_MAX, PARENTS, TARGETS } from "../run/registers.ts";
import { Deed, Inverse } from "./deed.ts";
import { giveBack, removeMade } from "./directories.ts";
import { learnId } from "./learn-id.ts";
import { openedPath } from "./opened.ts";
import { Past } from "./past.ts";
import { Taken, takeDown } from "./take-down.ts";
import { Undone } from "./undone.ts";
import { MountAt } from "./unmount.ts";

/** Milliseconds that a busy mount of a failed run is tried again: containerd's budget. */
const PATIENCE: i32 = 2500;

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
    places.push(register < 0 ? -1 : fdpath(program, RULE_UNDO_WHERE, register, PATH_MAX));
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

/** How many registers of clones a run has used. */
function clonesOf(past: Past): i32 {
  let most = 0;
  for (let i = 0; i < past.programs.length; i++) {
    const used = past.programs[i].registers - CLONES;
    if (used > most) most = used;
  }
  return most > CLONES_MAX ? CLONES_MAX : most;
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
