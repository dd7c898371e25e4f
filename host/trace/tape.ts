import { runtime } from "#runtime";
import { encodeNextParameter } from "../planner/generated/codec.ts";
import type { Answer, Failure, Result, Run } from "../planner/generated/types.ts";
import type { Asked } from "../run/carry-out.ts";
import { KINDS, MAGIC, OUTCOME, record } from "./raw.ts";
import { jsonOf } from "./structured.ts";

const utf8 = new TextEncoder();

/** A file that runs are recorded in, one after the other: what is about to be done is in it before it is done. */
export class Tape {
  readonly #file: { write(bytes: Uint8Array): void; close(): void };
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
    const note = (result: Result<Answer, Failure>): Result<Answer, Failure> => {
      this.#answer(result);
      return result;
    };
    return {
      get turn() {
        return planner.turn;
      },
      nextLent: (run) => {
        if (run.observations.length === 0) this.#run(run);
        return note(planner.nextLent(run));
      },
      resume: (turn, observation) => {
        this.#file.write(record(KINDS.observation, observation));
        const result = planner.resume(turn, observation);
        // Otherwise the whole run is given again.
        return result && note(result);
      },
    };
  }

  close(): void {
    this.#file.close();
  }

  #run({ request, capabilities }: Run): void {
    const message = encodeNextParameter({ request, capabilities, observations: [] });
    this.#file.write(record(KINDS.run, this.#core, message));
  }

  #answer(result: Result<Answer, Failure>): void {
    if (result.ok && result.value.tag === "perform") {
      this.#file.write(record(KINDS.program, result.value.value));
      return;
    }
    const outcome = result.ok ? result.value : { tag: "refused", value: result.error };
    this.#file.write(record(KINDS.outcome, utf8.encode(JSON.stringify(jsonOf(OUTCOME, outcome)))));
  }
}
