import { Clone } from "../idmap/clones.ts";
import { Naming } from "../names/naming.ts";
import { MountPlan } from "../plan/mount-plan.ts";
import { Program } from "../program/program.ts";
import { Choice } from "../ways/choose.ts";
import { TARGETS } from "./registers.ts";

/**
 * The program of one mount, and where in it and in its observation things are. Places are -1 where nothing was asked.
 */
export class MountProgram {
  plan: MountPlan;
  program: Program;
  /** mkdir of the target. */
  makeTarget: i32 = -1;
  /** rename of the target that was made by another name. */
  moveTarget: i32 = -1;
  /** statx of the target that was made, before anything was mounted on it. */
  made: i32 = -1;
  openTarget: i32 = -1;
  /** statx of the target before the mount. */
  target: i32 = -1;
  /** The sub-target is not the root itself. */
  notRoot: i32 = -1;
  upper: i32 = -1;
  upperOp: i32 = -1;
  work: i32 = -1;
  workOp: i32 = -1;
  /** upper and work on one mount. */
  oneMount: i32 = -1;
  volatileMark: i32 = -1;
  /** Operations that look whether names pass through symlinks, from … to. */
  looksFrom: i32 = -1;
  looksTo: i32 = -1;
  parentsFrom: i32 = -1;
  parentsTo: i32 = -1;
  /** statx of bind's source. */
  source: i32 = -1;
  sourceOp: i32 = -1;
  /** statx of each layer before the mount, the first of them; 48 bytes each. */
  layersBefore: i32[] = [];
  /** statx of the layers of which the owner matters, and the first operation that looks. */
  owners: i32[] = [];
  ownersFrom: i32 = -1;
  /** The first and last operation that can fail because of one layer, and which. */
  performFrom: i32 = -1;
  /** The operation that makes the mount visible. */
  attach: i32 = -1;
  /** Flags of the file system before it was visible. */
  detachedFlags: i32 = -1;
  writableOp: i32 = -1;
  detached: i32 = -1;
  openSeen: i32 = -1;
  /** statx of what is seen at the target. */
  seen: i32 = -1;
  sameMount: i32 = -1;
  sameRoot: i32 = -1;
  statmount: i32 = -1;
  statmountOp: i32 = -1;
  seenFlags: i32 = -1;
  line: i32 = -1;
  lineOp: i32 = -1;
  /** equal of the statx pairs, the first and the last. */
  pairsFrom: i32 = -1;
  pairsTo: i32 = -1;
  /** Offset of the option text in the program, where one was written; its length. */
  optionText: i32 = 0;
  optionLength: i32 = 0;
  /** Of those, the bytes that name directories: they stand first. */
  directoriesLength: i32 = 0;

  /** How the layers were named when the program was made: later programs may name them otherwise. */
  naming: Naming | null = null;
  private choice: Choice | null;
  /** Operations that look whether layers are in the clone of their parent, from … to. */
  clonesFrom: i32 = -1;
  clonesTo: i32 = -1;
  /** The first of two that compare the upperdir's owner; the one that says whether its mount is id-mapped. */
  ownerOp: i32 = -1;
  upperMappedOp: i32 = -1;
  /** Operations that make the clones, from … to, and among them the user namespace. */
  mapFrom: i32 = -1;
  mapTo: i32 = -1;
  namespaceOp: i32 = -1;
  clones: Clone[] = [];

  constructor(plan: MountPlan, program: Program) {
    this.plan = plan;
    this.choice = plan.choice;
    const overlay = plan.overlay;
    if (overlay !== null) this.naming = overlay.naming;
    this.program = program;
  }

  /** Makes the plan again what it was when this program was made: later programs may have changed it. */
  restore(): void {
    const overlay = this.plan.overlay;
    const naming = this.naming;
    if (overlay !== null && naming !== null) overlay.naming = naming;
    this.plan.choice = this.choice;
    this.plan.chown = false;
  }

  targetRegister(): i32 {
    return TARGETS + this.plan.index;
  }
}
