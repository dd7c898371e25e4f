import type { Answer, Capabilities, Request } from "../planner/generated/types.ts";
import type { Planner } from "../planner/planner.ts";
import type { Driver } from "./driver.ts";
import { errorOf } from "./failure.ts";

/** What carrying a run out asks of the planner. */
export type Asked = Pick<Planner, "nextLent" | "resume" | "turn">;

/** How a run ended, and what it took. */
export interface Ended {
  readonly answer: Exclude<Answer, { readonly tag: "perform" | "failed" }>;
  /** Effects that were carried out. */
  readonly steps: number;
}

/**
 * Carries a run out: asks the planner, lets the driver do it, and tells the planner what was observed, until the end.
 *
 * @param meanwhile Called once with the first program, while that is carried out. It must not ask the planner or keep
 *   the program.
 * @throws LayermountError with the planner's rule when the run was refused or failed.
 */
export async function carryOut(
  planner: Asked,
  driver: Driver,
  request: Request,
  capabilities: Capabilities,
  meanwhile?: (program: Uint8Array) => void,
): Promise<Ended> {
  const observations: Uint8Array[] = [];
  const lends = driver.lends === true;
  let steps = 0;
  let result = planner.nextLent({ request, capabilities, observations });
  for (;;) {
    const turn = planner.turn;
    if (!result.ok) throw errorOf(result.error);
    const answer = result.value;
    if (answer.tag === "failed") throw errorOf(answer.value);
    if (answer.tag !== "perform") return { answer, steps };
    const program = lends ? answer.value : answer.value.slice();
    const header = new DataView(program.buffer, program.byteOffset, program.byteLength);
    const observation = await driver.run(
      program,
      header.getUint32(16, true),
      meanwhile && observations.length === 0 ? () => meanwhile(program) : undefined,
    );
    steps += new DataView(observation.buffer, observation.byteOffset, observation.byteLength).getUint32(4, true);
    const resumed = planner.resume(turn, observation);
    const isEnd = resumed?.ok && resumed.value.tag !== "perform";
    if (!isEnd) observations.push(lends ? observation.slice() : observation);
    result = resumed ?? planner.nextLent({ request, capabilities, observations });
  }
}
