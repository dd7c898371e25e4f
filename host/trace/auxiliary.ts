import type { Run } from "../planner/generated/types.ts";
import { type Placed, programOf } from "./program.ts";

/** The size of a page, getauxval(3): the rest of the vector is addresses and ids. */
const AT_PAGESZ = 6;
const PAIR = 16;
const PATH = new TextEncoder().encode("/proc/self/auxv\0");
const FIRST = PATH[0] as number;

/** The auxiliary vector without what tells of the process: as many bytes. */
export function auxiliary(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + PAIR <= bytes.length; at += PAIR) {
    if (view.getUint32(at, true) === AT_PAGESZ) result.set(bytes.subarray(at, at + PAIR), at);
  }
  return result;
}

/** Where a program has the path of the auxiliary vector; -1: it does not read that. */
function auxiliaryPath(program: Uint8Array): number {
  for (let at = program.indexOf(FIRST); at >= 0; at = program.indexOf(FIRST, at + 1)) {
    if (PATH.every((byte, i) => program[at + i] === byte)) return at;
  }
  return -1;
}

/** The effect that reads the auxiliary vector: what was opened last before it. */
function vectorIn(program: Uint8Array): Placed | undefined {
  const path = auxiliaryPath(program);
  if (path < 0) return undefined;
  const { effects } = programOf(program);
  const opened = effects.findIndex(({ op, second }) => op === "open" && second === path);
  return effects.slice(opened + 1).find(({ op }) => op === "read");
}

/** What takes addresses out of what is observed of a program; only a probe reads any. */
export function withoutAddresses(run: Run, program: Uint8Array): ((observation: Uint8Array) => Uint8Array) | undefined {
  const vector = run.request.tag === "probe" ? vectorIn(program) : undefined;
  if (vector === undefined) return undefined;
  const { out, room } = vector;
  return (observation) => {
    const masked = observation.slice();
    masked.set(auxiliary(observation.subarray(out, out + room)), out);
    return masked;
  };
}
