import { runtime } from "#runtime";
import type { Answer, Failure, Result, Run } from "../planner/generated/types.ts";
import type { Asked } from "../run/carry-out.ts";
import type { FileWriter } from "../runtime/runtime.ts";
import { KINDS, MAGIC, Records } from "./raw.ts";

/** One for all: it is empty whenever the planner has answered. */
const records = new Records();

/**
 * A file that runs are recorded in, one after the other. What is about to be done is in it before it is done; what was
 * observed goes there with what follows from it.
 */
export class Tape {
  readonly #file: FileWriter;
  readonly #core: Uint8Array;

  /**
   * @param path The file; what was in it is gone.
   * @param core Digest of the planner's module.
   */
  constructor(path: Uint8Array, core: string) {
    this.#core = new TextEncoder().encode(core);
    this.#file = runtime.writer(path);
    this.#file.write(MAGIC);
  }

  /** The planner, with all that it is told and answers recorded. */
  recording(planner: Asked): Asked {
    return {
      get turn() {
        return planner.turn;
      },
      nextLent: (run) => this.#written(() => this.#next(planner, run)),
      resume: (turn, observation) => {
        records.add(KINDS.observation, observation);
        // Undefined: the whole run is given again, and the observation is known by then.
        return this.#written(() => planner.resume(turn, observation, { told: () => undefined, answered }));
      },
    };
  }

  close(): void {
    this.#file.close();
  }

  #next(planner: Asked, run: Run): Result<Answer, Failure> {
    const begins = run.observations.length === 0;
    const told = (message: Uint8Array): void => {
      if (begins) records.add(KINDS.run, this.#core, message);
    };
    return planner.nextLent(run, { told, answered });
  }

  /** Writes what was told and answered, also what the planner was told when it trapped. */
  #written<T>(ask: () => T): T {
    try {
      return ask();
    } finally {
      this.#file.write(records.take());
    }
  }
}

function answered(message: Uint8Array, program: Uint8Array | undefined): void {
  if (program) records.add(KINDS.program, program);
  else records.add(KINDS.outcome, message);
}
