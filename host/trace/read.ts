// A trace as text, read: what a replay needs of it, and the lines themselves to compare with.

import { CAPABILITIES, REQUEST } from "../planner/generated/structure.ts";
import type { Capabilities, Request } from "../planner/generated/types.ts";
import { effectOf } from "./effect.ts";
import { bytesOfFacts } from "./facts.ts";
import { octets } from "./hexadecimal.ts";
import { VERSION } from "./lines.ts";
import { type Json, Malformed, malformed, members, whole } from "./malformed.ts";
import { type Observed, observationOf, type Program } from "./program.ts";
import { OUTCOME } from "./raw.ts";
import { valueFrom } from "./structured.ts";
import type { Outcome } from "./trace.ts";

const ERRNO = 4095;
const MOST = 2 ** 31 - 1;
const SHA256 = /^[0-9a-f]{64}$/;

/** A program as the trace tells it. */
export interface ReadProgram {
  readonly sha256: string;
  /** Its effects, each with what came of it. */
  readonly effects: readonly { readonly [name: string]: Json }[];
  /** How many there were. */
  readonly count: number;
  readonly observation?: { readonly [name: string]: Json };
}

/** A run as its text tells it. */
export interface ReadRun {
  /** Number of its first line, from 1. */
  readonly line: number;
  readonly core: string;
  readonly request: Request;
  readonly capabilities: Capabilities;
  readonly programs: readonly ReadProgram[];
  readonly outcome?: Outcome;
}

/** Runs of a text, and whether its last line was cut short. */
export interface ReadTrace {
  readonly runs: readonly ReadRun[];
  readonly torn: boolean;
}

/** Where a trace is none. */
export class MalformedLine extends Malformed {
  constructor(
    readonly line: number,
    what: string,
  ) {
    super(what);
  }
}

type Draft = { -readonly [Key in Exclude<keyof ReadRun, "programs" | "line">]?: ReadRun[Key] } & {
  readonly programs: DraftProgram[];
  readonly line: number;
};
interface DraftProgram {
  readonly sha256: string;
  readonly count: number;
  readonly effects: { readonly [name: string]: Json }[];
  observation?: { readonly [name: string]: Json };
}

/** Reads a trace. @throws MalformedLine */
export function readTrace(text: string): ReadTrace {
  const lines = text.split("\n");
  // What follows the last line's end was being written when its writer died.
  const torn = lines.pop() !== "";
  const runs: Draft[] = [];
  for (const [i, line] of lines.entries()) {
    try {
      const event = members(JSON.parse(line) as Json, "it");
      const [name = "", ...more] = Object.keys(event);
      if (more.length > 0) malformed(`an event is one member, not ${more.length + 1}`);
      add(runs, i + 1, name, event[name] ?? null);
    } catch (error) {
      if (!(error instanceof Malformed || error instanceof SyntaxError)) throw error;
      throw new MalformedLine(i + 1, error instanceof Malformed ? error.message : "it is no JSON");
    }
  }
  return { runs: runs.map(finished), torn };
}

/** Adds an event to the run that it is of. */
function add(runs: Draft[], line: number, name: string, value: Json): void {
  if (name === "trace") {
    runs.push(begun(line, value));
    return;
  }
  const run = runs.at(-1) ?? malformed("a trace begins with the event trace");
  if (run.outcome) malformed("a run ends with its outcome");
  if (name === "request") run.request = valueFrom(REQUEST, value, name) as Request;
  else if (name === "capabilities") run.capabilities = valueFrom(CAPABILITIES, value, name) as Capabilities;
  else if (name === "outcome") run.outcome = valueFrom(OUTCOME, value, name) as Outcome;
  else if (name === "program") run.programs.push(programFrom(run.programs, value));
  else if (name === "effect" || name === "observation") addTo(run.programs.at(-1), name, members(value, name));
  else malformed(`there is no event ${JSON.stringify(name)}`);
}

function begun(line: number, value: Json): Draft {
  const { version, core } = members(value, "trace");
  if (version !== VERSION) malformed(`version ${JSON.stringify(version)} is not ${VERSION}`);
  if (typeof core !== "string" || !SHA256.test(core)) return malformed("core is no SHA-256");
  return { line, core, programs: [] };
}

function programFrom(before: readonly DraftProgram[], value: Json): DraftProgram {
  const last = before.at(-1);
  if (last && !last.observation) malformed("the program before has no observation");
  const { number, effects, sha256 } = members(value, "program");
  whole(number, "number", before.length, before.length);
  if (typeof sha256 !== "string" || !SHA256.test(sha256)) return malformed("sha256 is none");
  return { sha256, count: whole(effects, "effects", 0, MOST), effects: [] };
}

function addTo(program: DraftProgram | undefined, name: string, event: { readonly [name: string]: Json }): void {
  if (!program || program.observation) throw new Malformed("it is of no program");
  const { count, effects } = program;
  if (name === "effect") {
    whole(event["number"], "number", effects.length, Math.min(effects.length, count - 1));
    effectOf(event);
    effects.push(event);
    return;
  }
  if (effects.length !== count) malformed(`its program has ${count} effects, and ${effects.length} are told`);
  program.observation = event;
}

function finished(run: Draft): ReadRun {
  if (!run.request || !run.capabilities)
    throw new MalformedLine(run.line, "this run has no request or no capabilities");
  return run as ReadRun;
}

/** The bytes of an observation, at the places of a program. @throws Malformed */
export function observationBytes({ effects, observation = {} }: ReadProgram, program: Program): Uint8Array {
  const { bytes } = observation;
  if (bytes !== undefined) {
    return (typeof bytes === "string" ? octets(bytes) : undefined) ?? malformed("bytes is no hexadecimal text");
  }
  const done = whole(observation["done"], "done", 0, program.effects.length);
  const error = whole(observation["error"], "error", -ERRNO - 1, 0);
  const seen = effects.slice(0, error === 0 ? done : done + 1).map(({ op, result, gave }, i) => {
    const number = whole(result, `result of effect ${i}`, -ERRNO - 1, MOST);
    if (gave === undefined) return { result: number };
    const { out = 0, room = 0 } = program.effects[i] ?? {};
    if (out === 0) malformed(`effect ${i} gives nothing`);
    return { result: number, bytes: bytesOfFacts(String(op), gave, room) };
  });
  const observed: Observed = { done, error, effects: seen };
  return observationOf(program, observed);
}
