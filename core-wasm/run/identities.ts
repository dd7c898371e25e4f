// Names that pass through symlinks: what lies inside what is told by identity.

import { ascii } from "../bytes/bytes.ts";
import { opName } from "../generated/effects.ts";
import {
  RULE_SURVEY_ANCESTOR,
  RULE_SURVEY_FAILED,
  RULE_SURVEY_IDENTITY,
  RULE_UPPER_INSIDE_LOWER,
  RULE_UPPER_MISSING,
  RULE_UPPER_WORK_NESTED,
  RULE_WORK_MISSING,
} from "../generated/rules.ts";
import { Capabilities, Phase } from "../generated/types.ts";
import { ENOENT, ENOTDIR } from "../kernel/errno.ts";
import { O_DIRECTORY, O_PATH } from "../kernel/flags.ts";
import { Named } from "../names/named.ts";
import { CWD } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { close, open, statx } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { closeSurvey } from "./close-survey.ts";
import { History } from "./history.ts";
import { MountProgram } from "./mount-program.ts";
import { LOOK, PARENTS } from "./registers.ts";
import { IDENTITY_AT, statxMask } from "./survey.ts";

/**
 * Directories above an upperdir that are looked at; deeper ones cannot be layers of a path of 4,096 bytes in practice.
 */
const ANCESTORS: i32 = 32;
/** Inode and device. */
const SAME_BYTES: i32 = 16;

/** A directory and all above it, by identity. */
class Ancestry {
  /** The operation that opens the directory. */
  first: i32 = 0;
  /** Places of the statx of the directory itself, its parent, and so on up to the root. */
  places: i32[] = [];
  ops: i32[] = [];
}

function climb(program: Program, named: Named, capabilities: Capabilities): Ancestry {
  const ancestry = new Ancestry();
  const path = program.text(named.full);
  ancestry.first = program.count;
  open(program, RULE_SURVEY_ANCESTOR, LOOK, CWD, path, O_PATH | O_DIRECTORY);
  let text = program.word(".");
  for (let i = 0; i < ANCESTORS; i++) {
    ancestry.places.push(statx(program, RULE_SURVEY_ANCESTOR, -1, LOOK, text, 0, statxMask(capabilities)));
    ancestry.ops.push(program.count - 1);
    // "..", "../..", …: in the root `..` stays there, so that climbing further repeats it.
    text = program.size;
    for (let j = 0; j <= i; j++) program.putWord(j == 0 ? ".." : "/..");
    program.end();
  }
  close(program, RULE_SURVEY_ANCESTOR, LOOK);
  return ancestry;
}

/** True: nothing lies inside anything else. False: refused, or (no rule) the program is still to be carried out. */
export function compareIdentities(
  m: MountProgram,
  history: History,
  capabilities: Capabilities,
  refusal: Refusal,
): bool {
  const overlay = m.plan.overlay;
  if (overlay === null) return true;
  const upper = overlay.naming.upper;
  const work = overlay.naming.work;
  if (upper === null || work === null) return true;
  const layers = overlay.naming.layers;
  let texts = 2 * (upper.full.length + work.full.length) + 4 * ANCESTORS * ANCESTORS * 3;
  for (let i = 0; i < layers.length; i++) texts += layers[i].full.length + 1;
  const program = new Program(texts, layers.length + 2 * ANCESTORS + 64 + PARENTS);
  program.phase = Phase.SURVEY;
  closeSurvey(program, RULE_SURVEY_IDENTITY, overlay.naming.parents.length, m.plan.index);
  const places: i32[] = [];
  const ops: i32[] = [];
  for (let i = 0; i < layers.length; i++) {
    program.subject = i;
    const path = program.text(layers[i].full);
    places.push(statx(program, RULE_SURVEY_IDENTITY, -1, CWD, path, 0, statxMask(capabilities)));
    ops.push(program.count - 1);
    // A layer that is missing is the kernel's to refuse; here it lies inside nothing.
    program.soft(program.count - 1);
  }
  program.subject = -1;
  const upperAncestry = climb(program, upper, capabilities);
  const workAncestry = climb(program, work, capabilities);
  const seen = history.take(program);
  if (seen === null) return false;
  refusal.mount = m.plan.index;
  if (!seen.complete()) return blameAncestry(seen, upper, work, workAncestry, refusal);
  for (let i = 0; i < layers.length; i++) {
    if (!seen.did(ops[i]) || layers[i].full.is("/")) continue;
    if (!isAmong(seen, places[i], upperAncestry) && !isAmong(seen, places[i], workAncestry)) continue;
    refusal.layer = i;
    refusal.other = layers[i].full;
    return refusal.refuse(RULE_UPPER_INSIDE_LOWER, upper.full);
  }
  if (isAmong(seen, upperAncestry.places[0], workAncestry) || isAmong(seen, workAncestry.places[0], upperAncestry)) {
    refusal.other = work.full;
    return refusal.refuse(RULE_UPPER_WORK_NESTED, upper.full);
  }
  return true;
}

function blameAncestry(seen: Observation, upper: Named, work: Named, below: Ancestry, refusal: Refusal): bool {
  const errno = seen.errno();
  const ofUpper = seen.done() < below.first;
  refusal.errno = errno;
  if (errno != ENOENT && errno != ENOTDIR) {
    refusal.other = ofUpper ? upper.full : work.full;
    return refusal.refuse(RULE_SURVEY_FAILED, ascii(opName(seen.program.opAt(seen.done()))));
  }
  return refusal.refuse(ofUpper ? RULE_UPPER_MISSING : RULE_WORK_MISSING, ofUpper ? upper.full : work.full);
}

function isAmong(seen: Observation, place: i32, ancestry: Ancestry): bool {
  for (let i = 0; i < ancestry.places.length; i++) {
    if (seen.same(place + IDENTITY_AT, ancestry.places[i] + IDENTITY_AT, SAME_BYTES)) return true;
  }
  return false;
}
