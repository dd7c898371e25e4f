// A fault at one effect, on the real kernel: the effect is not carried out, and fails.
import table from "../../core-wasm/effects.json" with { type: "json" };
import type { Driver } from "../../host/index.ts";

/** Sizes of the encoding: core-wasm/program/layout.ts. */
const EFFECT = 40;
const NO_REGISTER = 0xffff;
const CLOSE = 1;
/** A register between those of clones and of namespaces, that nothing opens: closing it is EBADF. */
const NEVER_OPENED = 900;
/** What cannot fail by itself, or would take others along; a close that failed would have left something open. */
const KEPT: ReadonlySet<string> = new Set(["close", "child", "fchdir", "fdtext", "same", "equal", "bits", "sleep"]);

/** Counts effects over programs, and lets the one with this number fail with EBADF; -1: none. */
export class FailingEffect {
  /** How many could have failed so far. */
  count = 0;
  /** The effect that failed, by the name of its operation. */
  failed: string | undefined;

  constructor(readonly at: number) {}

  /** The driver, with the fault in the programs that it gets. */
  readonly driver = (kernel: Driver): Driver => ({
    run: (program, observationBytes, meanwhile) => kernel.run(this.#changed(program), observationBytes, meanwhile),
  });

  #changed(program: Uint8Array): Uint8Array {
    const copy = program.slice();
    const view = new DataView(copy.buffer);
    const first = view.getUint32(12, true);
    for (let i = 0; i < view.getUint32(8, true); i++) {
      const at = first + i * EFFECT;
      const op = table.effects[view.getUint8(at) - 1]?.op ?? "";
      if (KEPT.has(op) || this.count++ !== this.at) continue;
      this.failed = op;
      view.setUint8(at, CLOSE);
      view.setUint16(at + 4, NO_REGISTER, true);
      copy.fill(0, at + 8, at + 36);
      view.setUint32(at + 8, NEVER_OPENED, true);
    }
    return copy;
  }
}
