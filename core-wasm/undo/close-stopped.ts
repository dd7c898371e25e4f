import { close } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { History } from "../run/history.ts";
import { HOLDER, SEEN } from "../run/registers.ts";

/** Lets go of what a program before that stopped had opened: a register takes one descriptor at a time. */
export function closeStopped(history: History, program: Program, why: i32): void {
  if (!history.stopped()) return;
  program.soft(close(program, why, SEEN));
  program.soft(close(program, why, HOLDER));
}
