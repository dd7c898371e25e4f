// What is looked at before the mount: what the kernel would take silently, or answer in a way that misleads.

import { ascii, Bytes } from "../bytes/bytes.ts";
import {
  RULE_SURVEY_LAYER_IDENTITY,
  RULE_SURVEY_LOOK,
  RULE_SURVEY_ONE_MOUNT,
  RULE_SURVEY_PARENT,
  RULE_SURVEY_SOURCE,
  RULE_SURVEY_UPPER,
  RULE_SURVEY_VOLATILE,
} from "../generated/rules.ts";
import { Capabilities, Features, Phase } from "../generated/types.ts";
import {
  O_DIRECTORY,
  O_PATH,
  S_IFDIR,
  S_IFMT,
  STATX_BASIC,
  STATX_MNT_ID,
  STATX_MNT_ID_UNIQUE,
} from "../kernel/flags.ts";
import { ABSOLUTE, Named } from "../names/named.ts";
import { Overlay } from "../overlay/overlay.ts";
import { CWD, NO_SUBJECT } from "../program/layout.ts";
import { bits, equal } from "../program/of-the-shim.ts";
import { close, open, openat2, statx } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { has, pathBytes } from "../ways/budgets.ts";
import { MountProgram } from "./mount-program.ts";
import { LOOK, PARENTS } from "./registers.ts";

/** What a volatile mount leaves beneath its workdir. */
const VOLATILE_MARK: string = "work/incompat/volatile";
const SLASH: i32 = 47;
/** Refuses a symlink anywhere in the name. */
const RESOLVE_NO_SYMLINKS: i32 = 4;
/**
 * Lower layers up to this number are looked at for symlinks; above, text and `identity` decide: a look costs a fifth of
 * a mount (seam.md §6).
 */
export const LOOKS_MAX: i32 = 16;
/** Layers of a survey place: struct of `statx`, from its inode on: inode, device and mount id. */
export const IDENTITY_AT: i32 = 8;
export const IDENTITY_BYTES: i32 = 24;

export function statxMask(capabilities: Capabilities): i32 {
  return STATX_BASIC | (has(capabilities, Features.UNIQUE_MOUNT_ID) ? STATX_MNT_ID_UNIQUE : STATX_MNT_ID);
}

export function pathOrRoot(path: Bytes): Bytes {
  return path.length == 0 ? ascii("/") : path;
}

/** The register that a name is looked up from. */
export function parentOf(named: Named): i32 {
  return named.parent == ABSOLUTE || named.isOwn() ? CWD : PARENTS + named.parent;
}

export function openParents(m: MountProgram, overlay: Overlay): void {
  const p = m.program;
  p.phase = Phase.SURVEY;
  p.subject = NO_SUBJECT;
  const parents = overlay.naming.parents;
  m.parentsFrom = p.count;
  for (let i = 0; i < parents.length; i++) {
    if (!overlay.naming.isUsed(i)) continue;
    const path = p.text(pathOrRoot(parents[i]));
    open(p, RULE_SURVEY_PARENT, PARENTS + i, CWD, path, O_PATH | O_DIRECTORY);
  }
  m.parentsTo = p.count;
}

/** upperdir and workdir: on one mount, and nothing left of a volatile mount. */
export function surveyUpper(m: MountProgram, overlay: Overlay, capabilities: Capabilities): void {
  const upper = overlay.naming.upper;
  const work = overlay.naming.work;
  if (upper === null || work === null) return;
  const p = m.program;
  p.phase = Phase.SURVEY;
  const mask = statxMask(capabilities);
  const upperName = p.text(upper.name);
  m.upper = statx(p, RULE_SURVEY_UPPER, -1, parentOf(upper), upperName, 0, mask);
  m.upperOp = p.count - 1;
  bits(p, RULE_SURVEY_UPPER, m.upper, S_IFMT, S_IFDIR);
  const workName = p.text(work.name);
  m.work = statx(p, RULE_SURVEY_UPPER, -1, parentOf(work), workName, 0, mask);
  m.workOp = p.count - 1;
  bits(p, RULE_SURVEY_UPPER, m.work, S_IFMT, S_IFDIR);
  m.oneMount = equal(p, RULE_SURVEY_ONE_MOUNT, m.upper + 24, m.work + 24, 8);
  // Beyond PATH_MAX nothing could be asked; the kernel refuses the leftovers itself, only less clearly.
  if (work.length + 1 + VOLATILE_MARK.length > pathBytes(capabilities)) return;
  const mark = p.size;
  p.put(work.name);
  p.putByte(SLASH);
  p.putWord(VOLATILE_MARK);
  p.end();
  statx(p, RULE_SURVEY_VOLATILE, -1, parentOf(work), mark, 0, mask);
  m.volatileMark = p.count - 1;
  p.absent(m.volatileMark);
}

/** Whether one of the names passes through a symlink: then only identity can tell what lies inside what. */
export function surveyLooks(m: MountProgram, overlay: Overlay, layers: bool, capabilities: Capabilities): void {
  const naming = overlay.naming;
  const upper = naming.upper;
  const work = naming.work;
  if (upper === null || work === null || naming.layers.length > LOOKS_MAX) return;
  if (!has(capabilities, Features.OPENAT2)) return;
  m.looksFrom = m.program.count;
  for (let i = 0; layers && i < naming.layers.length; i++) lookThrough(m.program, naming.layers[i], i);
  lookThrough(m.program, upper, NO_SUBJECT);
  lookThrough(m.program, work, NO_SUBJECT);
  m.looksTo = m.program.count;
}

function lookThrough(p: Program, named: Named, subject: i32): void {
  p.subject = subject;
  const name = p.text(named.outside);
  openat2(p, RULE_SURVEY_LOOK, LOOK, parentOf(named), name, O_PATH, RESOLVE_NO_SYMLINKS);
  close(p, RULE_SURVEY_LOOK, LOOK);
  p.subject = NO_SUBJECT;
}

/** The identity of every layer before the mount, for proof `identity`. */
export function surveyLayers(m: MountProgram, overlay: Overlay, capabilities: Capabilities): void {
  const p = m.program;
  const layers = overlay.naming.layers;
  p.phase = Phase.SURVEY;
  for (let i = 0; i < layers.length; i++) {
    p.subject = i;
    const name = p.text(layers[i].outside);
    const place = statx(p, RULE_SURVEY_LAYER_IDENTITY, -1, parentOf(layers[i]), name, 0, statxMask(capabilities));
    m.layersBefore.push(place);
  }
  p.subject = NO_SUBJECT;
}

export function surveySource(m: MountProgram, capabilities: Capabilities): void {
  const p = m.program;
  p.phase = Phase.SURVEY;
  const path = p.text(m.plan.source);
  m.source = statx(p, RULE_SURVEY_SOURCE, -1, CWD, path, 0, statxMask(capabilities));
  m.sourceOp = p.count - 1;
}
