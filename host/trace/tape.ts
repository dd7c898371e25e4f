import { runtime } from "#runtime";
import type { Answer, Failure, Result, Run } from "../planner/generated/types.ts";
import type { Listener } from "../planner/planner.ts";
import type { Asked } from "../run/carry-out.ts";
import type { FileWriter } from "../runtime/runtime.ts";
import { auxiliary, auxiliaryPath } from "./auxiliary.ts";
import { type Placed, programOf } from "./program.ts";
import { KINDS, MAGIC, Records } from "./raw.ts";

/** Room for records, of tapes that are at rest. */
const idle: Records[] = [];

/**
 * A file that runs are recorded in, one after the other. What is about to be done is in it before it is done; what was
 * observed goes there with what follows from it.
 */
export class Tape {
  readonly #file: FileWriter;
  readonly #core: Uint8Array;
  readonly #records = idle.pop() ?? new Records();
  #probes = false;
  /** Where the last program gets the auxiliary vector of the process, which holds addresses. */
  #vector: Placed | undefined;

  /**
   * @param path The file; what was in it is gone.
   * @param core Digest of the planner's module.
   */
  constructor(path: Uint8Array, core: string) {
    this.#core = new TextEncoder().encode(core);
    this.#file = runtime.writer(path);
    this.#records.begin(MAGIC);
  }

  /** The planner, with all that it is told and answers recorded. */
  recording(planner: Asked): Asked {
    return {
      get turn() {
        return planner.turn;
      },
      nextLent: (run) => this.#written(() => this.#next(planner, run)),
      resume: (turn, given) => {
        // The planner is told what is recorded, so that it does the same again.
        const observation = this.#vector ? withoutAddresses(given, this.#vector) : given;
        this.#records.add(KINDS.observation, observation);
        // Undefined: the whole run is given again, and the observation is known by then.
        return this.#written(() => planner.resume(turn, observation, this.#listener()));
      },
    };
  }

  close(): void {
    this.#file.close();
    idle.push(this.#records);
  }

  #next(planner: Asked, run: Run): Result<Answer, Failure> {
    this.#probes = run.request.tag === "probe";
    const begins = run.observations.length === 0;
    const told = (message: Uint8Array): void => {
      if (begins) this.#records.add(KINDS.run, this.#core, message);
    };
    return planner.nextLent(run, { ...this.#listener(), told });
  }

  #listener(): Listener {
    return {
      told: () => undefined,
      answered: (message, program) => {
        this.#vector = program && this.#probes ? vectorIn(program) : undefined;
        if (program) this.#records.add(KINDS.program, program);
        else this.#records.add(KINDS.outcome, message);
      },
    };
  }

  /** Writes what was told and answered, also what the planner was told when it trapped. */
  #written<T>(ask: () => T): T {
    try {
      return ask();
    } finally {
      this.#file.write(this.#records.take());
    }
  }
}

/** The effect that reads the auxiliary vector: what was opened last before it. */
function vectorIn(program: Uint8Array): Placed | undefined {
  const path = auxiliaryPath(program);
  if (path < 0) return undefined;
  const { effects } = programOf(program);
  const opened = effects.findIndex(({ op, second }) => op === "open" && second === path);
  return effects.slice(opened + 1).find(({ op }) => op === "read");
}

function withoutAddresses(observation: Uint8Array, { out, room }: Placed): Uint8Array {
  const masked = observation.slice();
  masked.set(auxiliary(observation.subarray(out, out + room)), out);
  return masked;
}
