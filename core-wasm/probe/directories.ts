// The directories that a probe makes to try with, and takes away again.

import { RULE_PROBE_CLEAN, RULE_PROBE_TRY } from "../generated/rules.ts";
import { O_PATH } from "../kernel/flags.ts";
import { CWD } from "../program/layout.ts";
import { close, open } from "../program/on-files.ts";
import { HOLDER, LOOK } from "../run/registers.ts";
import { ProbeProgram } from "./probe-program.ts";
import { Trials } from "./trial.ts";

export function tryDirectories(trials: Trials): void {
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

/** Removes what was made; an overlay with an upper leaves `work` in its workdir. */
export function removeDirectories(probe: ProbeProgram): void {
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
