import { OptionTrial } from "./options.ts";
import { Rights } from "./rights.ts";
import { Trials } from "./trial.ts";

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
