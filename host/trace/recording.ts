import { bytesOf } from "../bytes.ts";
import type { Asked } from "../run/carry-out.ts";
import type { Driver } from "../run/driver.ts";
import type { Path } from "../types.ts";
import { notRecorded, openTape } from "./open.ts";
import type { Tape } from "./tape.ts";

/**
 * A recording that is written while the kernel is at work, for nobody waits for it: whoever takes a run back whose
 * process died has its journal (host/records/journal.ts).
 */
export class Recording {
  readonly #tape: Tape;
  readonly #file: Uint8Array;
  readonly #waits: boolean;
  #failure: Error | undefined;

  private constructor(tape: Tape, file: Uint8Array, waits: boolean) {
    this.#tape = tape;
    this.#file = file;
    this.#waits = waits;
  }

  /**
   * @param waits Programs go to the kernel, which leaves time; else a program is written before it is carried out.
   * @throws LayermountError `trace.file`
   */
  static async open(path: Path, waits: boolean): Promise<Recording> {
    return new Recording(await openTape(path, { waits: true }), bytesOf(path), waits);
  }

  /** The planner, with all that it is told and answers recorded. */
  recording(planner: Asked): Asked {
    return this.#tape.recording(planner);
  }

  /** The driver, as which a program is carried out while what is known of it is written. */
  beside(driver: Driver): Driver {
    return {
      ...(driver.lends && { lends: true as const }),
      ...(driver.namespaces && { namespaces: driver.namespaces }),
      run: (program, observationBytes, meanwhile) => {
        if (!this.#waits) this.#flush();
        return driver.run(program, observationBytes, () => {
          meanwhile?.();
          this.#flush();
        });
      },
    };
  }

  /** All of it is in the file. @throws FailedError `trace.file` */
  settle(): void {
    this.#flush();
    if (this.#failure) throw this.#failure;
  }

  close(): void {
    this.#flush();
    this.#tape.close();
  }

  /** The run goes on where it fails: it must come to an end, whatever becomes of its recording. */
  #flush(): void {
    if (this.#failure) return;
    try {
      this.#tape.flush();
    } catch (error) {
      this.#failure = notRecorded("failed", this.#file, error);
    }
  }
}
