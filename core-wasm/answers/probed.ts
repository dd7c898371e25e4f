import { Bytes } from "../bytes/bytes.ts";
import { Capabilities, Features, PROBE_ANSWER_SIZE, Privilege, ProbeAnswerDraft } from "../generated/types.ts";
import { EINVAL, ENOENT, EPERM } from "../kernel/errno.ts";
import { ST_RDONLY, STATMOUNT_MNT_OPTS, STATMOUNT_OPT_ARRAY, STATX_MNT_ID_UNIQUE } from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { Message } from "../message/message.ts";
import { ProbeProgram } from "../probe/probe-program.ts";
import { Trial } from "../probe/trial.ts";
import { Observation } from "../program/observation.ts";
import { Answer } from "./answer.ts";

const AT_PAGESZ: i32 = 6;
const PAGE: i32 = 4096;
/** No Linux has larger pages. */
const PAGE_MAX: i32 = 262144;

/** errno of the first effect of a trial that failed; 0: it succeeded. */
function errnoOf(trial: Trial, seen: Observation): i32 {
  for (let i = trial.from; i < trial.to; i++) {
    const result = seen.result(i);
    if (result < 0) return -result;
  }
  return 0;
}

function answerOf(probe: ProbeProgram, seen: Observation, name: string): i32 {
  const trials = probe.trials.trials;
  for (let i = 0; i < trials.length; i++) {
    if (trials[i].name == name) return errnoOf(trials[i], seen);
  }
  return -1;
}

function feature(probe: ProbeProgram, seen: Observation, name: string, bit: i32): i32 {
  return answerOf(probe, seen, name) == 0 ? bit : 0;
}

/** Whether id maps are known and no detached clone is taken as a layer: then an attached one is tried. */
export function wantsAttached(probe: ProbeProgram, seen: Observation): bool {
  if (answerOf(probe, seen, "overlay") != 0) return false;
  return answerOf(probe, seen, "idmap") == 0 && answerOf(probe, seen, "detached-layers") != 0;
}

/** What concerns id maps. */
function mapFeatures(probe: ProbeProgram, seen: Observation): i32 {
  let features = 0;
  features |= feature(probe, seen, "user-namespace", Features.USER_NAMESPACE);
  features |= feature(probe, seen, "idmap", Features.IDMAP);
  // Our own namespace may not be given: whoever says so knows what it is asked for.
  if (answerOf(probe, seen, "idmap-known") == EPERM && answerOf(probe, seen, "idmap") == EINVAL) {
    features |= Features.IDMAP;
  }
  return features | feature(probe, seen, "detached-layers", Features.DETACHED_LAYERS | Features.IDMAPPED_LAYERS);
}

function featuresOf(probe: ProbeProgram, seen: Observation): i32 {
  let features = 0;
  features |= feature(probe, seen, "own-cwd", Features.OWN_CWD);
  features |= feature(probe, seen, "proc-fd", Features.PROC_FD);
  features |= feature(probe, seen, "openat2", Features.OPENAT2);
  features |= feature(probe, seen, "fsopen", Features.FSOPEN);
  // Its layers were named through /proc/self/fd.
  features |= feature(probe, seen, "overlay", Features.OVERLAY | Features.PROC_FD_LAYERS);
  features |= feature(probe, seen, "lowerdir-plus", Features.LOWERDIR_PLUS);
  features |= feature(probe, seen, "lowerdir-fd", Features.LOWERDIR_FD);
  features |= feature(probe, seen, "lowerdir-fd-rdonly", Features.LOWERDIR_FD_RDONLY);
  features |= feature(probe, seen, "upperdir-fd", Features.UPPERDIR_FD);
  features |= feature(probe, seen, "datadir-plus", Features.DATADIR_PLUS);
  features |= feature(probe, seen, "data-only", Features.DATA_ONLY);
  features |= feature(probe, seen, "open-tree", Features.OPEN_TREE | Features.BIND);
  features |= feature(probe, seen, "mount-setattr", Features.MOUNT_SETATTR);
  features |= mapFeatures(probe, seen);
  features |= feature(probe, seen, "proc-mount", Features.PROC_MOUNT);
  if (answerOf(probe, seen, "move-mount") == ENOENT) features |= Features.MOVE_MOUNT;
  if ((features & Features.FSOPEN) != 0 && answerOf(probe, seen, "any-key") != 0) features |= Features.OPTION_KEYS;
  if ((features & Features.OPTION_KEYS) != 0) {
    features |= feature(probe, seen, "fsync-volatile", Features.FSYNC_VOLATILE);
  }
  const stat = seen.address(probe.stat);
  if ((get32(stat + 40) & STATX_MNT_ID_UNIQUE) != 0) features |= Features.UNIQUE_MOUNT_ID;
  if (answerOf(probe, seen, "statmount") == 0) {
    features |= Features.STATMOUNT;
    const mask = probe.options.mask(seen);
    if ((mask & STATMOUNT_MNT_OPTS) != 0) features |= Features.OPTION_TEXT;
    if ((mask & STATMOUNT_OPT_ARRAY) != 0) features |= Features.OPTION_ARRAY;
  }
  return features;
}

function privilegeOf(probe: ProbeProgram, seen: Observation): i32 {
  const mount = answerOf(probe, seen, "mount");
  // Where no directory could be made to ask for, fsopen(2) tells; a filter of system calls may forbid only that one.
  const denied = mount == EPERM || (mount != EINVAL && answerOf(probe, seen, "fsopen") == EPERM);
  if (denied) return Privilege.NONE;
  return probe.rights.elsewhere(seen) ? Privilege.NAMESPACED : Privilege.FULL;
}

/** AT_PAGESZ of the auxiliary vector, getauxval(3). */
function pageSize(probe: ProbeProgram, seen: Observation): i32 {
  const length = seen.result(probe.auxvOp);
  const at = seen.address(probe.auxv);
  for (let i = 0; i + 16 <= length; i += 16) {
    const size = get32(at + i + 8);
    if (get32(at + i) == AT_PAGESZ && size >= PAGE && size <= PAGE_MAX) return size;
  }
  return PAGE;
}

/** Writes what was found out. The budgets that cannot be tried cheaply come from the capabilities given in. */
export function writeProbed(
  answer: Answer,
  probe: ProbeProgram,
  seen: Observation,
  more: ProbeProgram | null,
  attached: Observation,
  known: Capabilities,
): void {
  const out = answer.out;
  const outcome = answer.draft.setProbed();
  let features = featuresOf(probe, seen);
  if (more !== null) features |= feature(more, attached, "idmapped-layers", Features.IDMAPPED_LAYERS);
  const page = pageSize(probe, seen);
  outcome.capabilities.setPageSize(page);
  outcome.capabilities.setValueMax(known.valueMax);
  outcome.capabilities.setLowerMax(known.lowerMax);
  outcome.capabilities.setPathMax(known.pathMax);
  // A legacy context collects its options in a page, a NUL at its end ("VFS: Legacy: Cumulative options too large").
  outcome.capabilities.setFsconfigTotal((features & Features.OPTION_KEYS) != 0 ? 0 : page - 1);
  outcome.capabilities.setFeatures(features);
  outcome.setFsMagicFrom(seen.address(probe.filesystem));
  outcome.capabilities.setPrivilege(privilegeOf(probe, seen));
  const writable = answerOf(probe, seen, "upper") == 0 && (get32(seen.address(probe.upper) + 8) & ST_RDONLY) == 0;
  outcome.setUpper(writable);
  const trials = probe.trials.trials;
  const others = more === null ? 0 : more.trials.trials.length;
  const first = outcome.setAnswers(out, trials.length + others);
  for (let i = 0; i < trials.length; i++) writeAnswer(trials[i], seen, first + i * PROBE_ANSWER_SIZE, out);
  if (more === null) return;
  for (let i = 0; i < others; i++) {
    writeAnswer(more.trials.trials[i], attached, first + (trials.length + i) * PROBE_ANSWER_SIZE, out);
  }
}

function writeAnswer(trial: Trial, seen: Observation, at: i32, out: Message): void {
  if (out.overflow) return;
  const draft = new ProbeAnswerDraft(at);
  draft.setName(out, trial.name);
  draft.setErrno(errnoOf(trial, seen));
  if (trial.log >= 0 && seen.did(trial.logOp)) {
    draft.setMessage(out, new Bytes(seen.address(trial.log), seen.result(trial.logOp)));
  }
}
