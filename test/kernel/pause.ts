import { setTimeout as later } from "node:timers/promises";
import table from "../../core-wasm/effects.json" with { type: "json" };
import type { Driver } from "../../host/index.ts";

/** Sizes of the encoding: the header of a program, one of its records, the head of an observation. */
const RECORD = 40;
const HEAD = 16;
/** One more result moves everything behind the results by this much: they are kept multiples of 8. */
const SHIFT = 8;

const EFFECTS = table.effects;
const ATTACHING = new Set(["mount", "move_mount"]);
const SLEEP = EFFECTS.findIndex(({ op }) => op === "sleep") + 1;
const PHASES = ["probe", "survey", "perform", "verify", "explain", "undo", "close"] as const;

/** Where a program can be stopped: before its first effect of a phase, or as soon as the mount can be seen. */
export type Point = (typeof PHASES)[number] | "attached";

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Index of the effect to stop before; -1 where there is none. */
function indexOf(program: Uint8Array, point: Point): number {
  const head = view(program);
  const ops = head.getUint32(12, true);
  for (let index = 0; index < head.getUint32(8, true); index++) {
    const [op = 0, , phase] = program.subarray(ops + index * RECORD);
    if (point !== "attached" && PHASES[phase ?? 0] === point) return index;
    if (point === "attached" && ATTACHING.has(EFFECTS[op - 1]?.op ?? "")) return index + 1;
  }
  return -1;
}

/** Moves what a record puts into the observation, and what it reads there. */
function shift(record: Uint8Array): void {
  const fields = view(record);
  if (fields.getUint32(32, true) !== 0) fields.setUint32(32, fields.getUint32(32, true) + SHIFT, true);
  const kinds = EFFECTS[(record[0] ?? 0) - 1]?.args ?? "";
  for (let index = 0; index < kinds.length; index++) {
    if (kinds[index] !== "O") continue;
    fields.setUint32(8 + 4 * index, fields.getUint32(8 + 4 * index, true) + SHIFT, true);
  }
}

/** The program with a sleep before the effect at `index`. */
function withSleep(program: Uint8Array, index: number, milliseconds: number): Uint8Array {
  const ops = view(program).getUint32(12, true);
  const longer = new Uint8Array(program.length + RECORD);
  const cut = ops + index * RECORD;
  longer.set(program.subarray(0, cut));
  longer.set(program.subarray(cut), cut + RECORD);
  const sleep = longer.subarray(cut, cut + RECORD);
  sleep.fill(0);
  sleep[0] = SLEEP;
  view(sleep).setUint16(4, 0xffff, true);
  view(sleep).setUint32(8, milliseconds, true);
  view(sleep).setUint32(36, 0xffffffff, true);
  for (let at = ops; at < longer.length; at += RECORD) shift(longer.subarray(at, at + RECORD));
  const head = view(longer);
  head.setUint32(4, longer.length, true);
  head.setUint32(8, head.getUint32(8, true) + 1, true);
  head.setUint32(16, head.getUint32(16, true) + SHIFT, true);
  return longer;
}

/** The observation as if there had been no sleep. */
function withoutSleep(seen: Uint8Array, index: number, count: number): Uint8Array {
  const results = HEAD + 4 * count;
  const shorter = new Uint8Array(seen.length - SHIFT);
  shorter.set(seen.subarray(0, HEAD + 4 * index));
  shorter.set(seen.subarray(HEAD + 4 * (index + 1), results + 4), HEAD + 4 * index);
  const outs = Math.ceil(results / 8) * 8;
  shorter.set(seen.subarray(outs + SHIFT), outs);
  const done = view(seen).getUint32(4, true);
  if (done > index) view(shorter).setUint32(4, done - 1, true);
  return shorter;
}

/** What became of a pause. */
export interface Pause {
  /** It was reached. */
  reached: boolean;
  /** The machine was so slow that what was done meanwhile came after the pause: nothing can be said. */
  late: boolean;
}

/** An emulated machine is 10 to 20 times slower: there the program may come to its pause when that is half over. */
const PAUSE_MS = process.env["LAYERMOUNT_KERNEL"] === undefined ? 120 : 1200;

/**
 * A driver that stops in the middle: the first program that reaches `point` sleeps there,
 * and `meanwhile` is done in that time, as another process might.
 */
export function pausing(
  kernel: Driver,
  point: Point,
  pause: Pause,
  meanwhile: () => void,
  milliseconds = PAUSE_MS,
): Driver {
  return {
    async run(program, observationBytes, begun) {
      const index = indexOf(program, point);
      if (pause.reached || index < 0) return kernel.run(program, observationBytes, begun);
      pause.reached = true;
      const since = performance.now();
      const count = view(program).getUint32(8, true);
      const running = kernel.run(withSleep(program, index, milliseconds), observationBytes + SHIFT, begun);
      await later(milliseconds / 2);
      try {
        meanwhile();
      } finally {
        pause.late = performance.now() - since >= milliseconds;
      }
      return withoutSleep(await running, index, count);
    },
  };
}
