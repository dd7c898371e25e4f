import type { Answer, Capabilities, Request } from "../planner/generated/types.ts";
import type { Planner } from "../planner/planner.ts";
import type { Driver } from "./driver.ts";
import { errorOf } from "./failure.ts";

/** How a run ended, and what it took. */
export interface Ended {
  readonly answer: Exclude<Answer, { readonly tag: "perform" | "failed" }>;
  /** The first program: the plan. */
  readonly program: Uint8Array;
  /** Effects that were carried out. */
  readonly steps: number;
}

const NO_PROGRAM = new Uint8Array(0);

/**
 * Carries a run out: asks the planner, lets the driver do it, and tells the planner what was observed, until the end.
 *
 * @param meanwhile Called once, while the first program is carried out, with that program.
 * @throws LayermountError with the planner's rule when the run was refused or failed.
 */
export async function carryOut(
  planner: Planner,
  driver: Driver,
  request: Request,
  capabilities: Capabilities,
  meanwhile?: (program: Uint8Array) => void,
): Promise<Ended> {
  const observations: Uint8Array[] = [];
  let first: Uint8Array = NO_PROGRAM;
  let steps = 0;
  let result = planner.next({ request, capabilities, observations });
  for (;;) {
    const turn = planner.turn;
    if (!result.ok) throw errorOf(result.error);
    const answer = result.value;
    if (answer.tag === "failed") throw errorOf(answer.value);
    if (answer.tag !== "perform") return { answer, program: first, steps };
    const program = answer.value;
    const isFirst = first === NO_PROGRAM;
    if (isFirst) first = program;
    const header = new DataView(program.buffer, program.byteOffset, program.byteLength);
    const observation = await driver.run(
      program,
      header.getUint32(16, true),
      isFirst && meanwhile ? () => meanwhile(program) : undefined,
    );
    steps += new DataView(observation.buffer, observation.byteOffset, observation.byteLength).getUint32(4, true);
    observations.push(observation);
    result = planner.resume(turn, observation) ?? planner.next({ request, capabilities, observations });
  }
}
