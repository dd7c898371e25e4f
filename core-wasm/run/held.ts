import { Bytes } from "../bytes/bytes.ts";
import { Run } from "../generated/types.ts";
import { Message } from "../message/message.ts";
import { MountPlans } from "./mount-plans.ts";
import { MountProgram } from "./mount-program.ts";

/**
 * What a run keeps for the call that follows, if nothing else is asked in between: plans and programs, which come out
 * the same whenever they are made again. It spares work and decides nothing.
 */
export class Held {
  run: Run;
  /** The answer's memory, which is used again. */
  out: Message;
  /** How much longer the message could be. */
  room: i32;
  /** Observations that came after the message, in order. */
  more: Bytes[] = [];
  plans: MountPlans | null = null;
  /** The first program of each mount of the list, as far as they were made. */
  programs: MountProgram[] = [];

  constructor(run: Run, out: Message, room: i32) {
    this.run = run;
    this.out = out;
    this.room = room;
  }
}
