import type { Answer, Failure, Result, Run } from "../planner/generated/types.ts";
import type { Listener } from "../planner/planner.ts";
import type { Asked } from "../run/carry-out.ts";
import { KINDS, MAGIC, Records } from "./records.ts";

/** Room for records, of tapes that are at rest. */
const idle: Records[] = [];

/** Where records go. */
export interface Writer {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** What the planner answered; undefined: it is to be asked again, or trapped. */
export type Step = Result<Answer, Failure> | undefined;

/** How a tape goes about it. */
export interface Manner {
  /** Whether a step is written down; all are unless it says otherwise. */
  readonly isKept?: (step: Step) => boolean;
  /** What is to be recorded waits for {@link Tape.flush}. */
  readonly waits?: true;
  /** What takes out of the observation of a program what must not be recorded; undefined: nothing has to. */
  readonly masking?: (run: Run, program: Uint8Array) => ((observation: Uint8Array) => Uint8Array) | undefined;
}

/**
 * A file that runs are recorded in, one after the other. What is about to be done is in it before it is done, unless
 * that waits; what was observed goes there with what follows from it.
 */
export class Tape {
  readonly #file: Writer;
  readonly #manner: Manner;
  readonly #core: Uint8Array;
  readonly #records = idle.pop() ?? new Records();
  #run: Run | undefined;
  /** What must not be recorded of the last program's observation. */
  #masked: ((observation: Uint8Array) => Uint8Array) | undefined;

  /**
   * @param file The file; nothing is in it.
   * @param core Digest of the planner's module.
   */
  constructor(file: Writer, core: string, manner: Manner = {}) {
    this.#core = new TextEncoder().encode(core);
    this.#file = file;
    this.#manner = manner;
    this.#records.begin(MAGIC);
  }

  /** Something that stands in front of the first run. */
  about(bytes: Uint8Array): void {
    this.#records.add(KINDS.about, bytes);
  }

  /** The planner, with all that it is told and answers recorded. */
  recording(planner: Asked): Asked {
    return {
      get turn() {
        return planner.turn;
      },
      nextLent: (run, listener) => this.#written(() => this.#next(planner, run, listener)),
      resume: (turn, given, listener) => {
        // The planner is told what is recorded, so that it does the same again.
        const observation = this.#masked?.(given) ?? given;
        this.#records.add(KINDS.observation, observation);
        // Undefined: the whole run is given again, and the observation is known by then.
        return this.#written(() => planner.resume(turn, observation, this.#listener(this.#run, listener)));
      },
    };
  }

  /** Writes what waits. */
  flush(): void {
    const records = this.#records.take();
    if (records.length > 0) this.#file.write(records);
  }

  close(): void {
    this.#file.close();
    this.release();
  }

  /** As {@link close}, where somebody else closes the file. */
  release(): void {
    idle.push(this.#records);
  }

  #next(planner: Asked, run: Run, listener: Listener | undefined): Result<Answer, Failure> {
    this.#run = run;
    const begins = run.observations.length === 0;
    const told = (message: Uint8Array): void => {
      listener?.told(message);
      if (begins) this.#records.add(KINDS.run, this.#core, message);
    };
    return planner.nextLent(run, { ...this.#listener(run, listener), told });
  }

  /** `other`: hears the same, for another tape. */
  #listener(run: Run | undefined, other: Listener | undefined): Listener {
    return {
      told: () => undefined,
      answered: (message, program) => {
        other?.answered(message, program);
        this.#masked = run && program && this.#manner.masking?.(run, program);
        if (program) this.#records.add(KINDS.program, program);
        else this.#records.add(KINDS.outcome, message);
      },
    };
  }

  /** Writes what was told and answered, also what the planner was told when it trapped. */
  #written<T extends Step>(ask: () => T): T {
    let step: Step;
    try {
      const answer = ask();
      step = answer;
      return answer;
    } finally {
      if (this.#manner.isKept?.(step) === false) this.#records.take();
      else if (!this.#manner.waits) this.flush();
    }
  }
}
