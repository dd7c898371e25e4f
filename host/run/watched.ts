// For callers that want to abort a run, or to see how far it is. Loaded only for them: the usual way of a program has
// nothing of it.
import { EFFECT_NAMES } from "../planner/generated/constants.ts";
import { PHASES } from "../planner/generated/shapes.ts";
import { abortError } from "./abort.ts";
import type { Driver } from "./driver.ts";
import type { Progress, Watching } from "./watching.ts";

/** Sizes of the encoding: one effect of a program, the head of an observation (core-wasm/program/layout.ts). */
const EFFECT = 40;
const HEAD = 16;
const MAGIC = 0x314f4d4c;
/** An errno that no call has: the program was withheld (core-wasm/kernel/errno.ts). */
const WITHHELD = 4095;
const SLEEP = EFFECT_NAMES.indexOf("sleep") + 1;
const UMOUNT = EFFECT_NAMES.indexOf("umount") + 1;

/**
 * A driver for one call of the library, which tells what it carries out and stops between two programs.
 *
 * Once the signal is aborted, no program is carried out any more but those that take something back or close it. The
 * planner learns of it as of a program that stopped before its first effect, with an errno that no call has, and ends
 * the run: it alone knows what there is to take back.
 *
 * @param undoes The run takes back what it did; else nothing has to be, and it ends at once.
 */
export function watched(kernel: Driver, { signal, onProgress }: Watching, undoes: boolean): Driver {
  let program = 0;
  let attempt = 0;
  const tell = onProgress && telling(onProgress);
  return {
    ...(kernel.lends && { lends: true as const }),
    ...(kernel.namespaces && { namespaces: kernel.namespaces }),
    async run(bytes, observationBytes, meanwhile) {
      const { phases, effects, codes } = read(bytes);
      if (signal?.aborted && !phases.some((phase) => phase === "undo" || phase === "explain")) {
        if (program === 0 || !undoes) throw abortError(signal);
        return withheld(observationBytes);
      }
      program++;
      attempt = codes.has(UMOUNT) ? (codes.has(SLEEP) ? attempt + 1 : 1) : 0;
      const about = { program, phases, effects, attempt };
      tell?.({ ...about, state: "begun", done: 0 });
      const observation = await kernel.run(bytes, observationBytes, meanwhile);
      tell?.({ ...about, state: "ended", done: view(observation).getUint32(4, true) });
      return observation;
    },
  };
}

/** @throws TypeError when a signal is none, or a listener no function: it would be found too late. */
export function requireWatching({ signal, onProgress }: Watching): void {
  const isSignal = signal === undefined || typeof signal.addEventListener === "function";
  if (!isSignal || !(onProgress === undefined || typeof onProgress === "function")) {
    throw new TypeError("a call is watched by an AbortSignal and a function");
  }
}

/** What a listener throws is nobody's answer here: it is thrown where nothing of the run can be lost. */
function telling(onProgress: (progress: Progress) => void): (progress: Progress) => void {
  return (progress) => {
    try {
      onProgress(progress);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}

function read(program: Uint8Array): Pick<Progress, "phases" | "effects"> & { readonly codes: ReadonlySet<number> } {
  const head = view(program);
  const effects = head.getUint32(8, true);
  const first = head.getUint32(12, true);
  const phases = new Set<Progress["phases"][number]>();
  const codes = new Set<number>();
  for (let i = 0; i < effects; i++) {
    codes.add(program[first + i * EFFECT] ?? 0);
    const phase = PHASES[program[first + i * EFFECT + 2] ?? 0];
    if (phase) phases.add(phase);
  }
  return { phases: [...phases], effects, codes };
}

/** The observation of a program of which nothing was carried out. */
function withheld(bytes: number): Uint8Array {
  const observation = new Uint8Array(bytes);
  const fields = view(observation);
  fields.setUint32(0, MAGIC, true);
  fields.setInt32(8, -WITHHELD, true);
  fields.setInt32(HEAD, -WITHHELD, true);
  return observation;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
