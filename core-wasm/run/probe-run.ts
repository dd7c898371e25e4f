import { Answer } from "../answers/answer.ts";
import { writeProbed } from "../answers/probed.ts";
import { RULE_PROBE_DIRECTORY, RULE_PROBE_TOKEN } from "../generated/rules.ts";
import { Capabilities, Phase, ProbeRequest } from "../generated/types.ts";
import { isToken } from "../names/token.ts";
import { checkedPath } from "../plan/paths.ts";
import { removeDirectories, tryDirectories } from "../probe/directories.ts";
import { tryLooking } from "../probe/looks.ts";
import { tryOverlays } from "../probe/overlays.ts";
import { ProbeProgram } from "../probe/probe-program.ts";
import { tryAttached, tryRights } from "../probe/rights.ts";
import { tryTrees } from "../probe/trees.ts";
import { directoryName, Trials } from "../probe/trial.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { History } from "./history.ts";

const TEXTS: i32 = 8192;
const OPS: i32 = 200;

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
  writeProbed(answer, probe, seen, capabilities);
}
