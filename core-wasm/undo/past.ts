// What takes effects back, from the effects and their results alone.

import { ascii, Bytes, joined } from "../bytes/bytes.ts";
import { basename } from "../bytes/path.ts";
import {
  OP_CHOWN,
  OP_MKDIR,
  OP_MOUNT,
  OP_MOVE_MOUNT,
  OP_RENAME,
  OP_RMDIR,
  OP_STATX,
  OP_UMOUNT,
} from "../generated/effects.ts";
import { Phase } from "../generated/types.ts";
import { MOVE_MOUNT_T_EMPTY_PATH, MS_PROPAGATION, MS_REC, MS_REMOUNT } from "../kernel/flags.ts";
import { get8, get32 } from "../memory/memory.ts";
import { CWD, FLAG_SOFT, OP_BYTES } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { Program } from "../program/program.ts";
import { SCRATCH } from "../run/registers.ts";
import { Deed, Inverse } from "./deed.ts";
import {
  configuredSource,
  isAside,
  isBeforeNote,
  isRenamedTo,
  isTakenBack,
  learn,
  learnClone,
  lookedAt,
  madeRoot,
  registerIn,
  textAt,
  wasCut,
} from "./effects.ts";
import { openedPath } from "./opened.ts";

const SLASH: i32 = 47;

/** What a run did: its programs and what was observed of them, oldest first. */
export class Past {
  programs: Program[];
  taken: Observation[];
  /** By register: its path, once it was asked for (opened.ts). */
  opened: (Bytes | null)[] = [];

  constructor(programs: Program[], taken: Observation[]) {
    this.programs = programs;
    this.taken = taken;
  }

  /** Everything that may have to be taken back, newest first. */
  deeds(): Deed[] {
    const deeds: Deed[] = [];
    for (let i = this.programs.length - 1; i >= 0; i--) {
      const more = this.deedsOf(this.programs[i], this.taken[i]);
      for (let j = 0; j < more.length; j++) deeds.push(more[j]);
    }
    return deeds;
  }

  /** The deeds of one program, newest first. */
  private deedsOf(program: Program, seen: Observation): Deed[] {
    const deeds: Deed[] = [];
    const ops = program.at + get32(program.at + 12);
    for (let i = program.count - 1; i >= 0; i--) {
      const op = ops + i * OP_BYTES;
      const maybe = seen.unfinished() && (i >= seen.done() || (get8(op + 1) & FLAG_SOFT) != 0);
      if (!maybe && !seen.did(i)) continue;
      const deed = this.deedOf(program, ops, i, seen);
      if (deed === null) continue;
      deed.maybe = deed.maybe || maybe;
      deeds.push(deed);
    }
    return deeds;
  }

  private deedOf(program: Program, ops: i32, i: i32, seen: Observation): Deed | null {
    const op = ops + i * OP_BYTES;
    const code = get8(op);
    if (code == OP_CHOWN) {
      const deed = new Deed(Inverse.CHOWN);
      deed.path = this.beneath(get32(op + 8), textAt(program, get32(op + 12)));
      deed.root = lookedAt(ops, i, seen);
      // Without it on record the process did not come as far.
      return deed.root == 0 && seen.unfinished() ? null : deed;
    }
    if (code == OP_MKDIR && get32(op + 8) == SCRATCH) {
      if (isTakenBack(ops, program.count, i, OP_RMDIR, get32(op + 12), seen)) return null;
      const deed = new Deed(Inverse.RMDIR);
      deed.path = this.beneath(SCRATCH, textAt(program, get32(op + 12)));
      deed.aside = true;
      deed.root = madeRoot(program, ops, i, seen);
      // The program itself takes it away again.
      deed.maybe = seen.unfinished() || this.isRemoved(deed.path);
      return deed;
    }
    if (code == OP_MKDIR || code == OP_RENAME) {
      const deed = new Deed(Inverse.RMDIR);
      const made = textAt(program, get32(op + 12));
      if (code == OP_MKDIR) {
        // It tells nothing more where the directory has its own name by renaming.
        if (seen.unfinished() && isRenamedTo(program, ops, i, made)) return null;
        deed.path = made;
        deed.aside = isAside(made);
        // It has its own name by now, if it was given that: then this is the directory that the renaming tells of.
        if (deed.aside && this.isElsewhere(made, false)) return null;
        deed.maybe = deed.aside && this.isElsewhere(made, true);
        deed.root = deed.aside ? this.identityOf(made) : madeRoot(program, ops, i, seen);
      } else {
        if (!isAside(made)) return null;
        deed.path = textAt(program, get32(op + 20));
        deed.root = this.identityOf(made);
      }
      deed.maybe = deed.maybe || this.isRemoved(deed.path);
      return deed;
    }
    if (code == OP_MOUNT && (get32(op + 20) & (MS_REMOUNT | MS_PROPAGATION)) == 0) {
      const deed = new Deed(Inverse.UNMOUNT);
      deed.path = textAt(program, get32(op + 12));
      deed.register = registerIn(ops, i, get32(op + 12), deed.path.length);
      deed.tree = (get32(op + 20) & MS_REC) != 0;
      deed.peers = deed.tree && !wasCut(program, ops, i, seen);
      if (get32(op + 24) != 0) deed.data = textAt(program, get32(op + 24));
      if (get32(op + 8) != 0) deed.source = textAt(program, get32(op + 8));
      learn(deed, program, ops, seen);
      return deed;
    }
    if (code != OP_MOVE_MOUNT || isBeforeNote(ops, i, seen)) return null;
    if (get32(op + 16) == SCRATCH && isTakenBack(ops, program.count, i, OP_UMOUNT, get32(op + 20), seen)) return null;
    const deed = new Deed(Inverse.UNMOUNT);
    const byDescriptor = (get32(op + 24) & MOVE_MOUNT_T_EMPTY_PATH) != 0;
    if (byDescriptor) deed.register = get32(op + 16);
    else deed.path = this.beneath(get32(op + 16), textAt(program, get32(op + 20)));
    if (!byDescriptor && get32(op + 16) == SCRATCH) return learnClone(deed, ops, i, seen);
    deed.source = configuredSource(program, ops, i);
    learn(deed, program, ops, seen);
    return deed;
  }

  /** What a directory register and a name lead to, from the root on. */
  private beneath(register: i32, name: Bytes): Bytes {
    if (register == CWD || (name.length > 0 && name.byte(0) == SLASH)) return name;
    return joined(joined(openedPath(this, register), ascii("/")), name);
  }

  /** Whether what was made by this name was renamed or removed later; `unfinished`: or may have been. */
  private isElsewhere(name: Bytes, unfinished: bool): bool {
    for (let p = 0; p < this.programs.length; p++) {
      const program = this.programs[p];
      const seen = this.taken[p];
      if (seen.unfinished() != unfinished) continue;
      const ops = program.at + get32(program.at + 12);
      for (let i = 0; i < program.count; i++) {
        const code = get8(ops + i * OP_BYTES);
        if ((code != OP_RENAME && code != OP_RMDIR) || (!unfinished && !seen.did(i))) continue;
        if (textAt(program, get32(ops + i * OP_BYTES + 12)).equals(name)) return true;
      }
    }
    return false;
  }

  /** Whether undoing had come to remove it, when the process died. */
  private isRemoved(path: Bytes): bool {
    const name = basename(path);
    for (let p = 0; p < this.programs.length; p++) {
      const ops = this.programs[p].at + get32(this.programs[p].at + 12);
      for (let i = 0; i < this.programs[p].count; i++) {
        const op = ops + i * OP_BYTES;
        if (get8(op) != OP_RMDIR || get8(op + 2) != Phase.UNDO) continue;
        if (textAt(this.programs[p], get32(op + 12)).equals(name)) return true;
      }
    }
    return false;
  }

  /** Address of inode and device of what was seen by this name; 0: nothing was. */
  private identityOf(name: Bytes): i32 {
    for (let p = 0; p < this.programs.length; p++) {
      const seen = this.taken[p];
      const ops = this.programs[p].at + get32(this.programs[p].at + 12);
      for (let i = 0; i < this.programs[p].count; i++) {
        const op = ops + i * OP_BYTES;
        if (get8(op) != OP_STATX || get32(op + 32) == 0 || !seen.did(i) || seen.unfinished()) continue;
        if (textAt(this.programs[p], get32(op + 12)).equals(name)) return seen.at + get32(op + 32) + 8;
      }
    }
    return 0;
  }
}
