import { runtime } from "#runtime";
import { encodeNextParameter } from "../planner/generated/codec.ts";
import type { Answer, Failure, Result, Run } from "../planner/generated/types.ts";
import type { Asked } from "../run/carry-out.ts";
import type { FileWriter } from "../runtime/runtime.ts";
import { KINDS, MAGIC, OUTCOME, Records } from "./raw.ts";
import { jsonOf } from "./structured.ts";

const utf8 = new TextEncoder();
/** One for all: between two awaits nobody else adds to it. */
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
    this.#core = utf8.encode(core);
    this.#file = runtime.writer(path);
    this.#file.write(MAGIC);
  }

  /** The planner, with all that it is told and answers recorded. */
  recording(planner: Asked): Asked {
    return {
      get turn() {
        return planner.turn;
      },
      nextLent: (run) => {
        if (run.observations.length === 0) this.#begin(run);
        return this.#answered(() => planner.nextLent(run));
      },
      resume: (turn, observation) => {
        records.add(KINDS.observation, observation);
        return this.#answered(() => planner.resume(turn, observation));
      },
    };
  }

  close(): void {
    this.#file.close();
  }

  #begin({ request, capabilities }: Run): void {
    records.add(KINDS.run, this.#core, encodeNextParameter({ request, capabilities, observations: [] }));
  }

  /** Writes what was told and what is answered, also what the planner was told when it trapped. */
  #answered<T extends Result<Answer, Failure> | undefined>(ask: () => T): T {
    try {
      const result = ask();
      // Undefined: the whole run is given again.
      if (result) note(result);
      return result;
    } finally {
      this.#file.write(records.take());
    }
  }
}

function note(result: Result<Answer, Failure>): void {
  if (result.ok && result.value.tag === "perform") {
    records.add(KINDS.program, result.value.value);
    return;
  }
  const outcome = result.ok ? result.value : { tag: "refused", value: result.error };
  records.add(KINDS.outcome, utf8.encode(JSON.stringify(jsonOf(OUTCOME, outcome))));
}
