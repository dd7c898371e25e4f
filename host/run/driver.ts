import type { UserNamespace } from "../planner/generated/types.ts";

/** User namespaces that stay open between two runs, in registers of whoever carries the programs out. */
export interface Namespaces {
  readonly held: readonly UserNamespace[];
  /** What a run says is open now: those that are not held any more are closed before the next one. */
  keep(open: readonly UserNamespace[]): void;
}

/** Carries programs of effects out: on the kernel of this machine, or on anything that keeps the same contract. */
export interface Driver {
  /**
   * It needs the bytes of a program only until `run` has returned its promise, and its observations hold only until its
   * next program: where this is not said, both are copied.
   */
  readonly lends?: true;
  /** Only of what keeps user namespaces between two runs. */
  readonly namespaces?: Namespaces;

  /**
   * Carries one program out up to its first failure.
   *
   * @param program As the planner made it.
   * @param observationBytes Bytes of the observation, as the program's header says.
   * @param meanwhile Called once the program is on its way, on the caller's thread: work that need not wait for it.
   * @returns The observation.
   */
  run(program: Uint8Array, observationBytes: number, meanwhile?: () => void): Promise<Uint8Array>;
}
