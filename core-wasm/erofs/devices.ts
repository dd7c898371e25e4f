/**
 * An EROFS image that keeps its data in other images. Mounted without them, a merged image gives EIO on most kernels
 * and wrong data on 6.16 to 6.18.15 (kernels.md), so the superblock is asked before.
 */

import { RULE_CLOSE_HELD, RULE_EROFS_DEVICES, RULE_EROFS_SUPERBLOCK } from "../generated/rules.ts";
import { Phase } from "../generated/types.ts";
import { O_NONBLOCK, O_RDONLY } from "../kernel/flags.ts";
import { get32 } from "../memory/memory.ts";
import { Kind, MountPlan } from "../plan/mount-plan.ts";
import { CWD } from "../program/layout.ts";
import { close, open, read } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { Refusal } from "../refusal/refusal.ts";
import { History } from "../run/history.ts";
import { LOOK } from "../run/registers.ts";

/** The superblock begins here, and EROFS_SUPER_MAGIC_V1 with it (erofs_fs.h). */
const SUPERBLOCK: i32 = 1024;
const SUPERBLOCK_BYTES: i32 = 128;
const MAGIC: i32 = -520756766;
/** extra_devices is the upper half of the word here. */
const DEVICES_WORD: i32 = 84;
const READ: i32 = 1;

/** True: as many as it names are given, or it is no such image. False: refused, or (no rule) not answered yet. */
export function hasDevices(plan: MountPlan, history: History, refusal: Refusal): bool {
  if (plan.kind != Kind.PLAIN || !plan.fstype.is("erofs") || plan.source.byte(0) != 47) return true;
  const program = new Program(plan.source.length + 64, 4);
  program.phase = Phase.SURVEY;
  const path = program.text(plan.source);
  // A FIFO in its place would wait for a writer.
  open(program, RULE_EROFS_SUPERBLOCK, LOOK, CWD, path, O_RDONLY | O_NONBLOCK);
  program.soft(program.count - 1);
  const place = read(program, RULE_EROFS_SUPERBLOCK, LOOK, SUPERBLOCK + SUPERBLOCK_BYTES);
  program.soft(program.count - 1);
  program.soft(close(program, RULE_CLOSE_HELD, LOOK));
  const seen = history.take(program);
  if (seen === null) return false;
  // What cannot be read is the kernel's to refuse.
  if (seen.result(READ) < SUPERBLOCK + SUPERBLOCK_BYTES) return true;
  const superblock = seen.address(place) + SUPERBLOCK;
  if (get32(superblock) != MAGIC) return true;
  const named = get32(superblock + DEVICES_WORD) >>> 16;
  let given = 0;
  for (let i = 0; i < plan.data.length; i++) if (plan.data[i].startsWith("device=")) given++;
  if (named == given) return true;
  refusal.mount = plan.index;
  return refusal.over(RULE_EROFS_DEVICES, plan.source, named, given);
}
