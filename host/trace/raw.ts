// The file that a run is recorded in while it goes on: programs and observations as they are, each in a record.
import { decodeNextResult } from "../planner/generated/codec.ts";
import { decodeRun } from "../planner/generated/run.ts";
import { ANSWER, type Structure } from "../planner/generated/structure.ts";
import { malformed } from "./malformed.ts";
import type { Outcome, RecordedRun, Turn } from "./trace.ts";

/** Begins the file: no text does. */
export const MAGIC: Uint8Array = new TextEncoder().encode("\x7fLMTRACE1\0\0\0\0\0\0");
/** What a record holds. */
export const KINDS = { run: 1, program: 2, observation: 3, outcome: 4 } as const;
/** Kind, length, and at the end the length again: a record that was cut short lacks it. */
const HEAD = 8;
const TAIL = 4;
const DIGEST = 64;

/** Outcomes of a run: answers, and the refusal of a request. */
export const OUTCOME: Structure = outcomes();

function outcomes(): Structure {
  if (typeof ANSWER === "string" || !("cases" in ANSWER)) throw new Error("an answer is a variant");
  const { perform: _, ...cases } = ANSWER.cases;
  return { cases: { ...cases, refused: cases["failed"] as Structure } };
}

/** Records that wait to be written in one call. */
export class Records {
  #bytes = new Uint8Array(65536);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  /** Adds a record that holds these parts, one after the other. */
  add(kind: number, ...parts: readonly Uint8Array[]): void {
    let length = 0;
    for (const part of parts) length += part.length;
    const end = this.#size + HEAD + length;
    if (end + TAIL > this.#bytes.length) this.#grow(end + TAIL);
    this.#view.setUint32(this.#size, kind, true);
    this.#view.setUint32(this.#size + 4, length, true);
    let at = this.#size + HEAD;
    for (const part of parts) {
      this.#bytes.set(part, at);
      at += part.length;
    }
    this.#view.setUint32(end, length, true);
    this.#size = end + TAIL;
  }

  /** What the file begins with. */
  begin(magic: Uint8Array): void {
    this.#bytes.set(magic);
    this.#size = magic.length;
  }

  /** All that was added since the last time; it holds until the next is added. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#size);
    this.#size = 0;
    return taken;
  }

  #grow(least: number): void {
    const larger = new Uint8Array(2 * least);
    larger.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** What was read of a recording. */
export interface Recording {
  readonly runs: readonly RecordedRun[];
  /** Bytes at its end that are no whole record: whoever wrote it died, or the disk was full. */
  readonly torn: number;
}

export function isRaw(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** Reads a recording. @throws Malformed for what nobody wrote so. */
export function readRaw(bytes: Uint8Array): Recording {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const runs: { -readonly [Key in keyof RecordedRun]: RecordedRun[Key] }[] = [];
  let at = MAGIC.length;
  while (at + HEAD + TAIL <= bytes.length) {
    const length = view.getUint32(at + 4, true);
    const end = at + HEAD + length;
    if (end + TAIL > bytes.length || view.getUint32(end, true) !== length) break;
    const kind = view.getUint32(at, true);
    const held = bytes.slice(at + HEAD, end);
    const last = runs.at(-1);
    if (kind === KINDS.run) runs.push(runOf(held));
    else if (last === undefined) malformed("it does not begin with a run");
    else if (kind === KINDS.program) last.turns = [...last.turns, { program: held }];
    else if (kind === KINDS.observation) last.turns = observed(last.turns, held);
    else if (kind === KINDS.outcome) last.outcome = outcomeOf(held);
    else malformed(`there are no records of kind ${kind}`);
    at = end + TAIL;
  }
  return { runs, torn: bytes.length - at };
}

function runOf(bytes: Uint8Array): RecordedRun {
  const core = new TextDecoder().decode(bytes.subarray(0, DIGEST));
  const { request, capabilities } = read(() => decodeRun(bytes.slice(DIGEST)), "request");
  return { core, request, capabilities, turns: [] };
}

/** What a message of the planner holds. @throws Malformed where it is none. */
function read<T>(decode: () => T, what: string): T {
  try {
    return decode();
  } catch (error) {
    return malformed(`its ${what} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function observed(turns: readonly Turn[], observation: Uint8Array): readonly Turn[] {
  const last = turns.at(-1);
  if (last === undefined || last.observation) return malformed("there is an observation of no program");
  return [...turns.slice(0, -1), { ...last, observation }];
}

function outcomeOf(bytes: Uint8Array): Outcome {
  const answer = read(() => decodeNextResult(bytes), "outcome");
  if (!answer.ok) return { tag: "refused", value: answer.error };
  return answer.value.tag === "perform" ? malformed("its outcome is a program") : answer.value;
}
