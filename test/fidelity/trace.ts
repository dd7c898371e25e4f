/** What was carried out: each program's effects with their results, so that two runs can be compared. */
import table from "../../core-wasm/effects.json" with { type: "json" };
import type { Driver } from "../../host/index.ts";
import { toldBy } from "./told.ts";

const RECORD = 40;
/** Bytes of the largest answer of one size. */
const ROOM = 48;

/** One effect that was reached. */
export interface Step {
  readonly op: string;
  readonly result: number;
  /** What it told besides. */
  readonly told: string;
}

/** A program, and what came of it. */
export interface Performed {
  readonly program: Uint8Array;
  readonly steps: readonly Step[];
}

/** Effects whose result is a count of bytes: only whether they fail is compared. */
const COUNTS = new Set(["statmount", "mountinfo", "read", "fdpath", "readlink", "getdents", "write"]);

/** The effects of a program that were reached. */
export function stepsOf(program: Uint8Array, seen: Uint8Array): Step[] {
  const head = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const results = new DataView(seen.buffer, seen.byteOffset, seen.byteLength);
  const first = head.getUint32(12, true);
  const reached = Math.min(results.getUint32(4, true) + 1, head.getUint32(8, true));
  return Array.from({ length: reached }, (_, i) => {
    const op = table.effects[(program[first + i * RECORD] ?? 0) - 1]?.op ?? "";
    const result = results.getInt32(16 + 4 * i, true);
    const out = head.getUint32(first + i * RECORD + 32, true);
    const bytes = Buffer.from(seen.subarray(out, out + (COUNTS.has(op) ? Math.max(result, 0) : ROOM)));
    const told = out === 0 || result < 0 ? "" : toldBy(op, bytes);
    return { op, result: COUNTS.has(op) ? Math.min(result, 0) : result, told };
  });
}

/** A driver that keeps what the other one carried out. */
export function recording(driver: Driver, into: Performed[]): Driver {
  return {
    async run(program, observationBytes, meanwhile) {
      const copy = program.slice();
      const seen = await driver.run(program, observationBytes, meanwhile);
      into.push({ program: copy, steps: stepsOf(copy, seen) });
      return seen;
    },
  };
}

/** Where two runs part, in words; undefined: nowhere. A pause of a retry is no step. */
export function parting(real: readonly Performed[], simulated: readonly Performed[]): string | undefined {
  for (let i = 0; i < Math.max(real.length, simulated.length); i++) {
    const [a, b] = [real[i], simulated[i]];
    if (a === undefined || b === undefined)
      return `program ${i}: ${a ? "only the real one" : "only the simulated one"}`;
    for (let j = 0; j < Math.max(a.steps.length, b.steps.length); j++) {
      const [one, other] = [a.steps[j], b.steps[j]];
      if (one?.op === other?.op && one?.result === other?.result && one?.told === other?.told) continue;
      const told = `${one?.op ?? other?.op} gave ${one?.result}, the simulation ${other?.result}`;
      return `program ${i}, effect ${j}: ${told}: ${JSON.stringify([one?.told, other?.told])}`;
    }
    // Later ones hold ids of mounts, and what was observed.
    if (i === 0 && Buffer.compare(a.program, b.program) !== 0) return "the first program is another one";
  }
  return undefined;
}
