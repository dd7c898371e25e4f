// The file that a run is recorded in while it goes on: programs and observations as they are, each in a record.
import { decodeNextResult } from "../planner/generated/codec.ts";
import { decodeRun } from "../planner/generated/run.ts";
import { ANSWER, type Structure } from "../planner/generated/structure.ts";
import { malformed } from "./malformed.ts";
import { HEAD, KINDS, MAGIC, TAIL } from "./records.ts";
import type { Note, Outcome, RecordedRun, Turn } from "./trace.ts";

const DIGEST = 64;
/** Which effect, and where in the observation (host/linux/note.h). */
const NOTE = 8;

/** Outcomes of a run: answers, and the refusal of a request. */
export const OUTCOME: Structure = outcomes();

function outcomes(): Structure {
  if (typeof ANSWER === "string" || !("cases" in ANSWER)) throw new Error("an answer is a variant");
  const { perform: _, ...cases } = ANSWER.cases;
  return { cases: { ...cases, refused: cases["failed"] as Structure } };
}

/** What was read of a recording. */
export interface Recording {
  readonly runs: readonly RecordedRun[];
  /** What stands in front of the first run, for whoever keeps the file. */
  readonly about?: Uint8Array | undefined;
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
  let about: Uint8Array | undefined;
  let at = MAGIC.length;
  while (at + HEAD + TAIL <= bytes.length) {
    const length = view.getUint32(at + 4, true);
    const end = at + HEAD + length;
    if (end + TAIL > bytes.length || view.getUint32(end, true) !== length) break;
    const kind = view.getUint32(at, true);
    const held = bytes.slice(at + HEAD, end);
    const last = runs.at(-1);
    if (kind === KINDS.about) about = held;
    else if (kind === KINDS.run) runs.push(runOf(held));
    else if (last === undefined) malformed("it does not begin with a run");
    else if (kind === KINDS.program) last.turns = [...last.turns, { program: held }];
    else if (kind === KINDS.note) last.turns = noted(last.turns, held);
    else if (kind === KINDS.observation) last.turns = observed(last.turns, held);
    else if (kind === KINDS.outcome) last.outcome = outcomeOf(held);
    else malformed(`there are no records of kind ${kind}`);
    at = end + TAIL;
  }
  return { runs, about, torn: Math.max(0, bytes.length - at) };
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

function noted(turns: readonly Turn[], bytes: Uint8Array): readonly Turn[] {
  const last = turns.at(-1);
  if (last === undefined || last.observation || bytes.length < NOTE) return malformed("there is a note of no program");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const note: Note = { effect: view.getUint32(0, true), at: view.getUint32(4, true), bytes: bytes.subarray(NOTE) };
  return [...turns.slice(0, -1), { ...last, notes: [...(last.notes ?? []), note] }];
}

function outcomeOf(bytes: Uint8Array): Outcome {
  const answer = read(() => decodeNextResult(bytes), "outcome");
  if (!answer.ok) return { tag: "refused", value: answer.error };
  return answer.value.tag === "perform" ? malformed("its outcome is a program") : answer.value;
}
