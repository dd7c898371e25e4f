// The effects that take one mount down: its id is compared directly before, beneath a held directory (seam.md §7).

import { Bytes } from "../bytes/bytes.ts";
import { basename, directory } from "../bytes/path.ts";
import {
  RULE_UNDO_CUT,
  RULE_UNMOUNT_AGAIN,
  RULE_UNMOUNT_HOLDER,
  RULE_UNMOUNT_IDENTITY,
  RULE_UNMOUNT_SEEN,
  RULE_UNMOUNT_UNMOUNT,
} from "../generated/rules.ts";
import { Capabilities } from "../generated/types.ts";
import {
  AT_EMPTY_PATH,
  MNT_DETACH,
  MS_REC,
  MS_SLAVE,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  STATX_ATTR_MOUNT_ROOT,
  UMOUNT_NOFOLLOW,
} from "../kernel/flags.ts";
import { setPropagation } from "../perform/propagation.ts";
import { CWD } from "../program/layout.ts";
import { bits, child, same, sleep } from "../program/of-the-shim.ts";
import { close, fchdir, open, statx } from "../program/on-files.ts";
import { umount } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { HOLDER, ID_SEEN, SEEN } from "../run/registers.ts";
import { pathOrRoot, statxMask } from "../run/survey.ts";
import { closeStopped } from "./close-stopped.ts";

/** The program that unmounts what is at one path, and where in it things are. */
export class UnmountProgram {
  program: Program;
  /** The pause before another attempt; -1: the first has none. */
  sleep: i32 = -1;
  openHolder: i32 = -1;
  openSeen: i32 = -1;
  /** statx of what is there. */
  seen: i32 = -1;
  isRoot: i32 = -1;
  identity: i32 = -1;
  /** Whether its root is the recorded one; -1: the id alone tells. */
  root: i32 = -1;
  /** What makes the copies of a tree slaves. */
  cutFrom: i32 = -1;
  unmount: i32 = -1;

  constructor(program: Program) {
    this.program = program;
  }
}

/** A mount that is to be taken down: where it is looked for, and by what it is known. */
export class MountAt {
  path: Bytes;
  /** The eight bytes of the id that it must have; empty: whatever is there. */
  id: Bytes = new Bytes(0, 0);
  /** Inode and device that its root must have where ids are used again; empty: whichever. */
  root: Bytes = new Bytes(0, 0);
  /** The mounts beneath are copies that go with it. */
  tree: bool = false;
  /** The copies may still be peers of what they were copied from, and would take that along. */
  peers: bool = false;
  /** It goes although it is in use, and everything beneath it. */
  lazy: bool = false;

  constructor(path: Bytes) {
    this.path = path;
  }
}

/** Unmounts a mount where it is seen, as the n-th attempt. */
export function unmountAt(
  phase: i32,
  mount: MountAt,
  attempt: i32,
  history: History,
  capabilities: Capabilities,
): UnmountProgram {
  const path = mount.path;
  const program = new Program(2 * path.length + 192, 24);
  const u = new UnmountProgram(program);
  program.phase = phase;
  closeStopped(history, program, RULE_UNMOUNT_AGAIN);
  if (attempt > 0) u.sleep = sleep(program, RULE_UNMOUNT_AGAIN, pauseBefore(attempt));
  const holder = program.text(pathOrRoot(directory(path)));
  const name = program.text(basename(path));
  u.openHolder = open(program, RULE_UNMOUNT_HOLDER, HOLDER, CWD, holder, O_PATH | O_DIRECTORY);
  u.openSeen = open(program, RULE_UNMOUNT_SEEN, SEEN, HOLDER, name, O_PATH | O_NOFOLLOW);
  const empty = program.word("");
  u.seen = statx(program, RULE_UNMOUNT_SEEN, ID_SEEN, SEEN, empty, AT_EMPTY_PATH, statxMask(capabilities));
  u.isRoot = bits(program, RULE_UNMOUNT_SEEN, u.seen + 4, STATX_ATTR_MOUNT_ROOT, STATX_ATTR_MOUNT_ROOT);
  if (mount.id.length > 0) u.identity = same(program, RULE_UNMOUNT_IDENTITY, u.seen + 24, mount.id);
  if (mount.root.length > 0) u.root = same(program, RULE_UNMOUNT_IDENTITY, u.seen + 8, mount.root);
  if (mount.peers) {
    u.cutFrom = program.count;
    setPropagation(program, RULE_UNDO_CUT, SEEN, MS_REC | MS_SLAVE, capabilities);
  }
  close(program, RULE_UNMOUNT_SEEN, SEEN);
  child(program, RULE_UNMOUNT_UNMOUNT, 2);
  fchdir(program, RULE_UNMOUNT_UNMOUNT, HOLDER);
  u.unmount = umount(
    program,
    RULE_UNMOUNT_UNMOUNT,
    name,
    UMOUNT_NOFOLLOW | (mount.tree || mount.lazy ? MNT_DETACH : 0),
  );
  close(program, RULE_UNMOUNT_HOLDER, HOLDER);
  return u;
}

/** The pause before the n-th attempt, in milliseconds: doubled from 1 up to 100. */
export function pauseBefore(attempt: i32): i32 {
  if (attempt == 0) return 0;
  let pause = 1;
  for (let i = 1; i < attempt && pause < 100; i++) pause *= 2;
  return pause > 100 ? 100 : pause;
}
