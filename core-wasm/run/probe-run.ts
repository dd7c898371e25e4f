import { Answer } from "../answers/answer.ts";
import { writeProbed } from "../answers/probed.ts";
import { Bytes } from "../bytes/bytes.ts";
import { RULE_PROBE_CLEAN, RULE_PROBE_DIRECTORY, RULE_PROBE_TOKEN, RULE_PROBE_TRY } from "../generated/rules.ts";
import { Capabilities, Phase, ProbeRequest } from "../generated/types.ts";
import {
  AT_EMPTY_PATH,
  FSCONFIG_SET_FLAG,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  OPEN_TREE_CLONE,
  STATX_BASIC,
  STATX_MNT_ID_UNIQUE,
} from "../kernel/flags.ts";
import { checkedPath } from "../plan/paths.ts";
import { OptionTrial } from "../probe/options.ts";
import { Rights, tryAttached, tryRights } from "../probe/rights.ts";
import { directoryName, Trials } from "../probe/trial.ts";
import {
  child,
  close,
  fchdir,
  fsconfig,
  fsmount,
  fstatfs,
  mountSetattr,
  moveMount,
  open,
  openat2,
  openTree,
  read,
  statx,
} from "../program/effects.ts";
import { CWD } from "../program/layout.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { History } from "./history.ts";
import { CONTEXT, DETACHED, HOLDER, ID_SEEN, LOOK } from "./registers.ts";

const TEXTS: i32 = 8192;
const OPS: i32 = 200;
const AUXV_ROOM: i32 = 1024;
const TOKEN_MAX: i32 = 64;
const RESOLVE_BENEATH: i32 = 8;

/** The probe's program, and where its answers are. */
export class ProbeProgram {
  trials: Trials;
  openDirectory: i32 = 0;
  filesystem: i32 = 0;
  stat: i32 = 0;
  options: OptionTrial = new OptionTrial();
  auxv: i32 = 0;
  auxvOp: i32 = 0;
  /** fstatfs of a writable overlay, before it was attached to anything. */
  upper: i32 = 0;
  upperOp: i32 = 0;
  removed: i32 = 0;
  rights: Rights = new Rights();

  constructor(trials: Trials) {
    this.trials = trials;
  }
}

/** One step of a probe: all is tried in one program, up to CREATE; nothing is attached unless that is asked for. */
export function nextProbe(request: ProbeRequest, capabilities: Capabilities, history: History, answer: Answer): void {
  const refusal = new Refusal();
  const directory = request.directory;
  checkedPath(directory, capabilities, refusal);
  if (!isToken(request.token)) refusal.refuse(RULE_PROBE_TOKEN, request.token);
  if (refusal.rule >= 0) {
    answer.refused(refusal);
    return;
  }
  const trials = new Trials(
    new Program(TEXTS + directory.length + 64 * request.token.length, OPS),
    directoryName(request.token),
  );
  const probe = new ProbeProgram(trials);
  trials.program.phase = Phase.PROBE;
  tryLooking(probe, directory);
  tryDirectories(trials);
  tryOverlays(probe);
  tryTrees(trials);
  probe.rights = tryRights(trials);
  if (request.attach) tryAttached(trials);
  clean(probe);
  const seen = history.take(trials.program);
  if (seen === null) {
    answer.perform(history);
    return;
  }
  if (!seen.complete()) {
    refusal.errno = seen.errno();
    refusal.refuse(RULE_PROBE_DIRECTORY, directory);
    answer.refused(refusal);
    return;
  }
  writeProbed(answer, probe, seen, capabilities);
}

/** Letters and digits: the token becomes part of names. */
function isToken(token: Bytes): bool {
  if (token.length == 0 || token.length > TOKEN_MAX) return false;
  for (let i = 0; i < token.length; i++) {
    const byte = token.byte(i) | 32;
    const digit = token.byte(i) >= 48 && token.byte(i) <= 57;
    if (!digit && (byte < 97 || byte > 122)) return false;
  }
  return true;
}

function tryLooking(probe: ProbeProgram, directory: Bytes): void {
  const trials = probe.trials;
  const p = trials.program;
  const path = p.text(directory);
  probe.openDirectory = open(p, RULE_PROBE_TRY, LOOK, CWD, path, O_PATH | O_DIRECTORY);
  probe.filesystem = fstatfs(p, RULE_PROBE_TRY, LOOK);
  const empty = p.word("");
  probe.stat = statx(p, RULE_PROBE_TRY, ID_SEEN, LOOK, empty, AT_EMPTY_PATH, STATX_BASIC | STATX_MNT_ID_UNIQUE);
  probe.options.ask(trials);
  const auxv = p.word("/proc/self/auxv");
  p.soft(open(p, RULE_PROBE_TRY, HOLDER, CWD, auxv, O_RDONLY));
  probe.auxv = read(p, RULE_PROBE_TRY, HOLDER, AUXV_ROOM);
  probe.auxvOp = p.count - 1;
  p.soft(probe.auxvOp);
  p.soft(close(p, RULE_PROBE_TRY, HOLDER));
  const here = p.word(".");
  trials.begin();
  openat2(p, RULE_PROBE_TRY, HOLDER, LOOK, here, O_PATH, RESOLVE_BENEATH);
  trials.end("openat2");
  p.soft(close(p, RULE_PROBE_TRY, HOLDER));
  trials.begin();
  child(p, RULE_PROBE_TRY, 2);
  fchdir(p, RULE_PROBE_TRY, LOOK);
  statx(p, RULE_PROBE_TRY, -1, CWD, here, 0, STATX_BASIC);
  trials.end("own-cwd");
}

function tryDirectories(trials: Trials): void {
  const p = trials.program;
  trials.begin();
  trials.make("");
  trials.make("a");
  trials.make("b");
  trials.make("u");
  trials.make("w");
  trials.make("v");
  trials.make("x");
  trials.end("directories");
  trials.begin();
  const path = trials.through("a", "", "");
  open(p, RULE_PROBE_TRY, HOLDER, CWD, path, O_PATH);
  trials.end("proc-fd");
  p.soft(close(p, RULE_PROBE_TRY, HOLDER));
}

function tryOverlays(probe: ProbeProgram): void {
  const trials = probe.trials;
  const p = trials.program;
  trials.begin();
  trials.context();
  trials.end("fsopen");
  trials.begin();
  const bogus = p.word("layermount-asks");
  fsconfig(p, RULE_PROBE_TRY, CONTEXT, FSCONFIG_SET_FLAG, bogus, 0);
  // An unconverted file system takes any key until CREATE (peers.md K11): here success means no.
  trials.endContext("any-key");
  trials.begin();
  trials.context();
  trials.string("lowerdir", trials.through("a", ":", "b"));
  trials.create();
  trials.endContext("overlay");
  trials.begin();
  trials.context();
  trials.string("lowerdir+", trials.through("a", "", ""));
  trials.string("lowerdir+", trials.through("b", "", ""));
  trials.create();
  trials.endContext("lowerdir-plus");
  tryByDescriptor(trials, "lowerdir-fd", O_PATH);
  tryByDescriptor(trials, "lowerdir-fd-rdonly", O_RDONLY);
  trials.begin();
  trials.context();
  trials.string("lowerdir+", trials.through("a", "", ""));
  trials.descriptor("upperdir", "v", O_PATH);
  trials.descriptor("workdir", "x", O_PATH);
  trials.create();
  trials.endContext("upperdir-fd");
  trials.begin();
  trials.context();
  trials.string("lowerdir+", trials.through("a", "", ""));
  trials.string("datadir+", trials.through("b", "", ""));
  trials.create();
  trials.endContext("datadir-plus");
  trials.begin();
  trials.context();
  trials.string("lowerdir", trials.through("a", "::", "b"));
  trials.create();
  trials.endContext("data-only");
  trials.begin();
  trials.context();
  trials.string("fsync", p.word("volatile"));
  trials.endContext("fsync-volatile");
  trials.begin();
  trials.context();
  trials.string("lowerdir", trials.through("a", "", ""));
  trials.string("upperdir", trials.through("u", "", ""));
  trials.string("workdir", trials.through("w", "", ""));
  trials.create();
  fsmount(p, RULE_PROBE_TRY, DETACHED, CONTEXT, 0);
  probe.upper = fstatfs(p, RULE_PROBE_TRY, DETACHED);
  probe.upperOp = p.count - 1;
  trials.endContext("upper");
  p.soft(close(p, RULE_PROBE_CLEAN, DETACHED));
}

function tryByDescriptor(trials: Trials, name: string, flags: i32): void {
  trials.begin();
  trials.context();
  trials.descriptor("lowerdir+", "a", flags);
  trials.descriptor("lowerdir+", "b", flags);
  trials.create();
  trials.endContext(name);
}

function tryTrees(trials: Trials): void {
  const p = trials.program;
  trials.begin();
  const empty = p.word("");
  openTree(p, RULE_PROBE_TRY, DETACHED, LOOK, empty, OPEN_TREE_CLONE | AT_EMPTY_PATH);
  trials.end("open-tree");
  trials.begin();
  mountSetattr(p, RULE_PROBE_TRY, DETACHED, AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0, 0);
  trials.end("mount-setattr");
  trials.begin();
  // To a place that does not exist: ENOENT says that the call is there.
  moveMount(p, RULE_PROBE_TRY, DETACHED, LOOK, trials.name("none"), MOVE_MOUNT_F_EMPTY_PATH);
  trials.end("move-mount");
  p.soft(close(p, RULE_PROBE_CLEAN, DETACHED));
}

/** Removes what was made; an overlay with an upper leaves `work` in its workdir. */
function clean(probe: ProbeProgram): void {
  const trials = probe.trials;
  trials.remove("w/work");
  trials.remove("x/work");
  trials.remove("x");
  trials.remove("v");
  trials.remove("w");
  trials.remove("u");
  trials.remove("b");
  trials.remove("a");
  probe.removed = trials.remove("");
  trials.program.soft(close(trials.program, RULE_PROBE_CLEAN, LOOK));
}
