import { Bytes } from "../bytes/bytes.ts";
import { RULE_TARGET_MAKE } from "../generated/rules.ts";
import { Capabilities, MountRequest, Phase } from "../generated/types.ts";
import { EEXIST } from "../kernel/errno.ts";
import { AT_SYMLINK_NOFOLLOW } from "../kernel/flags.ts";
import { asideNamed } from "../names/token.ts";
import { CWD } from "../program/layout.ts";
import { mkdir, statx } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { History } from "./history.ts";
import { statxMask } from "./survey.ts";

const MODE: i32 = 493;

/** The target, made by a name that only this run has. */
export class Aside {
  pending: bool = false;
  /** It is made, or still to be made by its own name; false: it was there, or is not asked for. */
  wanted: bool;
  /** Where it was made; empty: nowhere yet. */
  path: Bytes = new Bytes(0, 0);

  constructor(wanted: bool) {
    this.wanted = wanted;
  }
}

/**
 * Makes a missing target by another name first, and looks which directory it is. By its own name nobody could tell
 * afterwards, if the process died just then, whether it was this run that had made it.
 */
export function makeAside(request: MountRequest, target: Bytes, history: History, capabilities: Capabilities): Aside {
  const aside = new Aside(request.makeTarget);
  if (!request.makeTarget || !request.hasToken) return aside;
  const path = asideNamed(target, request.token);
  const program = new Program(target.length + path.length + 16, 3);
  program.phase = Phase.PERFORM;
  const wanted = program.text(target);
  const name = program.text(path);
  const mask = statxMask(capabilities);
  statx(program, RULE_TARGET_MAKE, -1, CWD, wanted, AT_SYMLINK_NOFOLLOW, mask);
  program.absent(0);
  mkdir(program, RULE_TARGET_MAKE, CWD, name, MODE);
  statx(program, RULE_TARGET_MAKE, -1, CWD, name, AT_SYMLINK_NOFOLLOW, mask);
  const seen = history.take(program);
  if (seen === null) aside.pending = true;
  else if (seen.done() > 1) aside.path = path;
  else if (seen.done() == 0 && seen.errno() == EEXIST) aside.wanted = false;
  return aside;
}
