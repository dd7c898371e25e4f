// What can be looked at, and from where: nothing of it changes anything.

import { Bytes } from "../bytes/bytes.ts";
import { RULE_PROBE_TRY } from "../generated/rules.ts";
import { AT_EMPTY_PATH, O_DIRECTORY, O_PATH, O_RDONLY, STATX_BASIC, STATX_MNT_ID_UNIQUE } from "../kernel/flags.ts";
import { CWD } from "../program/layout.ts";
import { child } from "../program/of-the-shim.ts";
import { close, fchdir, fstatfs, open, openat2, read, statx } from "../program/on-files.ts";
import { HOLDER, ID_SEEN, LOOK } from "../run/registers.ts";
import { ProbeProgram } from "./probe-program.ts";

const AUXV_ROOM: i32 = 1024;
const RESOLVE_BENEATH: i32 = 8;

export function tryLooking(probe: ProbeProgram, directory: Bytes): void {
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
