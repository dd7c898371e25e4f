import { Answer } from "../answers/answer.ts";
import { wantsAttached, writeProbed } from "../answers/probed.ts";
import { Bytes } from "../bytes/bytes.ts";
import { RULE_PROBE_DIRECTORY, RULE_PROBE_TOKEN, RULE_PROBE_TRY } from "../generated/rules.ts";
import { Capabilities, Phase, ProbeRequest } from "../generated/types.ts";
import { O_DIRECTORY, O_PATH } from "../kernel/flags.ts";
import { isToken } from "../names/token.ts";
import { checkedPath } from "../plan/paths.ts";
import { removeDirectories, tryDirectories } from "../probe/directories.ts";
import { tryLooking } from "../probe/looks.ts";
import { tryAttachedLayers, tryMapped } from "../probe/mapped.ts";
import { tryOverlays } from "../probe/overlays.ts";
import { ProbeProgram } from "../probe/probe-program.ts";
import { tryAttached, tryRights } from "../probe/rights.ts";
import { tryTrees } from "../probe/trees.ts";
import { directoryName, Trials } from "../probe/trial.ts";
import { CWD } from "../program/layout.ts";
import { open } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { History } from "./history.ts";
import { LOOK } from "./registers.ts";

const TEXTS: i32 = 12288;
const OPS: i32 = 256;

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
  const probe = begun(request);
  const trials = probe.trials;
  tryLooking(probe, directory);
  tryDirectories(trials);
  tryOverlays(probe);
  tryTrees(trials);
  tryMapped(trials);
  probe.rights = tryRights(trials);
  if (request.attach) tryAttached(trials);
  removeDirectories(probe);
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
  if (!wantsAttached(probe, seen)) {
    writeProbed(answer, probe, seen, null, seen, capabilities);
    return;
  }
  // What is tried attached is tried only where nothing else will do.
  const more = begun(request);
  openAgain(more.trials, directory);
  more.trials.make("");
  more.trials.make("a");
  more.trials.make("b");
  tryAttachedLayers(more.trials);
  removeDirectories(more);
  const attached = history.take(more.trials.program);
  if (attached === null) answer.perform(history);
  else writeProbed(answer, probe, seen, more, attached, capabilities);
}

/** A program of the probe's directory, with nothing in it yet. */
function begun(request: ProbeRequest): ProbeProgram {
  const texts = TEXTS + request.directory.length + 96 * request.token.length;
  const trials = new Trials(new Program(texts, OPS), directoryName(request.token));
  trials.program.phase = Phase.PROBE;
  return new ProbeProgram(trials);
}

/** Opens the directory that is probed once more: the first program has closed it. */
function openAgain(trials: Trials, directory: Bytes): void {
  const path = trials.program.text(directory);
  open(trials.program, RULE_PROBE_TRY, LOOK, CWD, path, O_PATH | O_DIRECTORY);
}
