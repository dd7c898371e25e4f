// How overlayfs takes its layers and words: contexts up to CREATE, of which none is attached.

import { RULE_PROBE_CLEAN, RULE_PROBE_TRY } from "../generated/rules.ts";
import { FSCONFIG_SET_FLAG, O_PATH, O_RDONLY } from "../kernel/flags.ts";
import { close, fstatfs } from "../program/on-files.ts";
import { fsconfig, fsmount } from "../program/on-mounts.ts";
import { CONTEXT, DETACHED } from "../run/registers.ts";
import { ProbeProgram } from "./probe-program.ts";
import { Trials } from "./trial.ts";

export function tryOverlays(probe: ProbeProgram): void {
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
