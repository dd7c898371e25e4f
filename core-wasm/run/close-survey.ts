import { close } from "../program/on-files.ts";
import { Program } from "../program/program.ts";
import { LOOK, PARENTS, TARGETS } from "./registers.ts";

/** A survey that stopped left its directories open; the mount's program opens them again. */
export function closeSurvey(program: Program, why: i32, parents: i32, mount: i32): void {
  program.soft(close(program, why, LOOK));
  for (let i = 0; i < parents; i++) program.soft(close(program, why, PARENTS + i));
  program.soft(close(program, why, TARGETS + mount));
}
