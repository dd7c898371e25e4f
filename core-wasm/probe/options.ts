/**
 * Whether statmount(2) tells a mount's options: a mount without any answers as a kernel that cannot tell them, so a
 * second one is asked, and since 6.16 the kernel says what it can (kernels.md: supported_mask).
 */

import { RULE_PROBE_TRY } from "../generated/rules.ts";
import {
  AT_EMPTY_PATH,
  O_DIRECTORY,
  O_PATH,
  STATMOUNT_MNT_BASIC,
  STATMOUNT_MNT_OPTS,
  STATMOUNT_OPT_ARRAY,
  STATMOUNT_SB_BASIC,
  STATMOUNT_SUPPORTED_MASK,
  STATX_BASIC,
  STATX_MNT_ID_UNIQUE,
} from "../kernel/flags.ts";
import { MASK_AT, SUPPORTED_MASK_AT } from "../kernel/statmount.ts";
import { get32 } from "../memory/memory.ts";
import { CWD } from "../program/layout.ts";
import { Observation } from "../program/observation.ts";
import { close, open, statx } from "../program/on-files.ts";
import { statmount } from "../program/on-mounts.ts";
import { HOLDER, ID_DETACHED, ID_SEEN } from "../run/registers.ts";
import { Trials } from "./trial.ts";

const STATMOUNT_ROOM: i32 = 8192;
const OPTIONS: i32 = STATMOUNT_MNT_OPTS | STATMOUNT_OPT_ARRAY | STATMOUNT_SUPPORTED_MASK;

/** Where the answers about options are. */
export class OptionTrial {
  private place: i32 = 0;
  private op: i32 = 0;
  private otherPlace: i32 = 0;
  private otherOp: i32 = 0;

  /** Asks of the mount that is seen, and of /dev, which has options wherever it is a mount. */
  ask(trials: Trials): void {
    const p = trials.program;
    trials.begin();
    // Never the id-map fields: a 6.16 kernel oopses over them (kernels.md).
    this.place = statmount(
      p,
      RULE_PROBE_TRY,
      ID_SEEN,
      STATMOUNT_SB_BASIC | STATMOUNT_MNT_BASIC | OPTIONS,
      STATMOUNT_ROOM,
    );
    this.op = p.count - 1;
    trials.end("statmount");
    const path = p.word("/dev");
    const empty = p.word("");
    p.soft(open(p, RULE_PROBE_TRY, HOLDER, CWD, path, O_PATH | O_DIRECTORY));
    statx(p, RULE_PROBE_TRY, ID_DETACHED, HOLDER, empty, AT_EMPTY_PATH, STATX_BASIC | STATX_MNT_ID_UNIQUE);
    p.soft(p.count - 1);
    this.otherPlace = statmount(p, RULE_PROBE_TRY, ID_DETACHED, OPTIONS, STATMOUNT_ROOM);
    this.otherOp = p.count - 1;
    p.soft(this.otherOp);
    p.soft(close(p, RULE_PROBE_TRY, HOLDER));
  }

  /** Fields of struct statmount that this kernel can fill in. */
  mask(seen: Observation): i32 {
    return fieldsAt(seen, this.op, this.place) | fieldsAt(seen, this.otherOp, this.otherPlace);
  }
}

function fieldsAt(seen: Observation, op: i32, place: i32): i32 {
  if (!seen.did(op)) return 0;
  const at = seen.address(place);
  const mask = get32(at + MASK_AT);
  return (mask & STATMOUNT_SUPPORTED_MASK) != 0 ? mask | get32(at + SUPPORTED_MASK_AT) : mask;
}
