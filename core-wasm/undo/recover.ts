// What takes back what a run did whose process died: nothing is held any more, and what it did last is not known.

import { Bytes } from "../bytes/bytes.ts";
import { RULE_UNDO_CLOSE, RULE_UNDO_FIND } from "../generated/rules.ts";
import { Capabilities, Features, Phase } from "../generated/types.ts";
import { isAbsence } from "../kernel/errno.ts";
import { LINE_ROOM } from "../kernel/limits.ts";
import { carriesToken } from "../names/token.ts";
import { MountinfoField, mountinfoBy } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { findSubTarget } from "../run/sub-target.ts";
import { escapedOctal } from "../verify/options.ts";
import { has } from "../ways/budgets.ts";
import { isAlive, rootBefore } from "./alive.ts";
import { closeStopped } from "./close-stopped.ts";
import { Deed, Inverse } from "./deed.ts";
import { giveBack, removeMade } from "./directories.ts";
import { findBySource } from "./find-by-source.ts";
import { learnId } from "./learn-id.ts";
import { openedBeneath, openedPath } from "./opened.ts";
import { Past } from "./past.ts";
import { Taken, takeDown } from "./take-down.ts";
import { Undone } from "./undone.ts";
import { MountAt } from "./unmount.ts";

/** Who is taking back, and how. */
class Recovery {
  past: Past;
  target: Bytes;
  token: Bytes;
  patience: i32;
  history: History;
  capabilities: Capabilities;
  undone: Undone = new Undone();

  constructor(past: Past, target: Bytes, token: Bytes, patience: i32, history: History, capabilities: Capabilities) {
    this.past = past;
    this.target = target;
    this.token = token;
    this.patience = patience;
    this.history = history;
    this.capabilities = capabilities;
  }
}

/** Takes back what these programs did, newest first; what may be there and cannot be told is left and named. */
export function takeBackPast(
  past: Past,
  target: Bytes,
  token: Bytes,
  patience: i32,
  history: History,
  capabilities: Capabilities,
): Undone {
  const recovery = new Recovery(past, target, token, patience, history, capabilities);
  const deeds = past.deeds();
  const undone = recovery.undone;
  for (let i = 0; i < deeds.length && !undone.pending; i++) {
    const deed = deeds[i];
    if (deed.inverse == Inverse.RMDIR) {
      // Whoever took this run back before may have died of it, and then it is not there any more.
      deed.maybe = true;
      removeMade(history, deed, undone, capabilities);
    } else if (deed.inverse == Inverse.CHOWN) giveBack(history, deed, undone, capabilities);
    else takeBackMount(recovery, deed);
  }
  return undone;
}

function takeBackMount(recovery: Recovery, deed: Deed): void {
  const history = recovery.history;
  const capabilities = recovery.capabilities;
  const undone = recovery.undone;
  // A name of the run's own tells of the mount wherever it is, and that there is none; an id that is used again as soon
  // as its mount is gone does not (before Linux 6.8).
  const isTold = deed.id != 0 && has(capabilities, Features.UNIQUE_MOUNT_ID);
  if (!isTold && carriesToken(deed.source, recovery.token)) {
    const found = findBySource(history, deed.source, capabilities);
    if (found.pending) undone.pending = true;
    else if (found.errno != 0 && !isAbsence(found.errno)) undone.left.push(deed.path);
    else if (found.id != 0) takeDownAt(recovery, deed, found.path, found.id);
    return;
  }
  if (!placed(recovery, deed)) return;
  if (deed.id != 0) {
    takeDownAt(recovery, deed, deed.path, deed.id);
    return;
  }
  if (deed.maybe) {
    surveyPlace(recovery, deed);
    return;
  }
  const id = learnId(history, deed, capabilities);
  if (id < 0) undone.pending = true;
  else if (id == 0) untold(recovery, deed);
  else takeDownAt(recovery, deed, deed.path, id);
}

/** Finds out where the mount went; false: not answered yet, or it cannot be there. */
function placed(recovery: Recovery, deed: Deed): bool {
  const past = recovery.past;
  const undone = recovery.undone;
  deed.certain = false;
  if (deed.register < 0) return true;
  const beneath = openedBeneath(past, deed.register);
  if (beneath.length == 0) {
    deed.path = openedPath(past, deed.register);
    return deed.path.length > 0;
  }
  const found = findSubTarget(recovery.target, beneath, recovery.history);
  if (found.pending) undone.pending = true;
  else if (found.errno != 0) undone.left.push(beneath);
  else deed.path = found.path;
  // Where the root is gone, what was mounted beneath it is gone as well.
  return !found.pending && found.path.length > 0;
}

function takeDownAt(recovery: Recovery, deed: Deed, path: Bytes, at: i32): void {
  const history = recovery.history;
  const capabilities = recovery.capabilities;
  const undone = recovery.undone;
  const id = new Bytes(at, 8);
  const mount = new MountAt(path);
  mount.id = id;
  if (at == deed.id && !has(capabilities, Features.UNIQUE_MOUNT_ID)) mount.root = rootBefore(at);
  mount.tree = deed.tree;
  mount.peers = deed.peers;
  const result = takeDown(history, Phase.UNDO, mount, recovery.patience, capabilities);
  if (result.taken == Taken.PENDING) undone.pending = true;
  else if (result.taken == Taken.DONE) undone.unmounted++;
  else if (result.taken != Taken.GONE && result.taken != Taken.STRANGER) undone.left.push(path);
  else if (!result.usedAgain && isAlive(history, id, undone, capabilities)) undone.left.push(path);
}

/** A mount that cannot be told is there, unless what was seen of it is gone: an earlier recovery may have died. */
function untold(recovery: Recovery, deed: Deed): void {
  const undone = recovery.undone;
  const id = new Bytes(deed.seen, 8);
  if (deed.seen == 0 || isAlive(recovery.history, id, undone, recovery.capabilities)) undone.left.push(deed.path);
  else if (!undone.pending) surveyPlace(recovery, deed);
}

/** Names the place where a mount may be that nothing tells apart, if anything is mounted there. */
function surveyPlace(recovery: Recovery, deed: Deed): void {
  const history = recovery.history;
  const undone = recovery.undone;
  const program = new Program(4 * deed.path.length + 16, 4);
  program.phase = Phase.UNDO;
  closeStopped(history, program, RULE_UNDO_CLOSE);
  const point = program.text(escapedOctal(deed.path));
  mountinfoBy(program, RULE_UNDO_FIND, MountinfoField.MOUNT_POINT, point, LINE_ROOM);
  const look = program.count - 1;
  program.soft(look);
  const seen = history.take(program);
  if (seen === null) undone.pending = true;
  else if (!isAbsence(-seen.result(look))) undone.left.push(deed.path);
}
