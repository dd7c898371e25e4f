// Where things are in the bytes of a program and of its observation: core-wasm/program/layout.ts.
import table from "../../core-wasm/effects.json" with { type: "json" };
import { malformed } from "./malformed.ts";

const HEADER = 32;
const RECORD = 40;
const HEAD = 16;
/** Begins every observation. */
const OBSERVATION_MAGIC = 0x314f4d4c;

/** One effect: what carries its result. */
export interface Placed {
  readonly op: string;
  /** Its second argument as it stands there: of what opens, where its path is. */
  readonly second: number;
  /** Offset of its bytes in the observation; 0: it gives none. */
  readonly out: number;
  /** Bytes that it may give there. */
  readonly room: number;
}

/** A program, as far as its observation is read by it. */
export interface Program {
  readonly effects: readonly Placed[];
  /** Bytes of its observation. */
  readonly observationBytes: number;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads a program as the core made it. @throws Malformed for what no core makes. */
export function programOf(bytes: Uint8Array): Program {
  if (bytes.length < HEADER) return malformed("a program is shorter than its header");
  const head = view(bytes);
  const ops = head.getUint32(12, true);
  const count = head.getUint32(8, true);
  const observationBytes = head.getUint32(16, true);
  if (HEAD + 4 * count > observationBytes) return malformed("an observation is shorter than its results");
  if (ops + count * RECORD > bytes.length) return malformed("a program is shorter than its effects");
  const effects = Array.from({ length: count }, (_, i): Placed => {
    const at = ops + i * RECORD;
    const row = table.effects[head.getUint8(at) - 1];
    if (row === undefined) return malformed(`a program holds operation ${head.getUint8(at)}`);
    const given = row.names.indexOf(typeof row.out === "string" ? row.out : "");
    const room = given < 0 ? Number(row.out ?? 0) : head.getUint32(at + 8 + 4 * given, true);
    const out = head.getUint32(at + 32, true);
    if (out > 0 && out + room > observationBytes) malformed("an effect gives more than the observation holds");
    return { op: row.op, second: head.getUint32(at + 12, true), out, room };
  });
  return { effects, observationBytes };
}

/** What came of one effect. */
export interface Seen {
  /** 0 or a count, or -errno. */
  readonly result: number;
  /** What it gave, up to its room; none after a failure. */
  readonly bytes?: Uint8Array;
}

/** What came of a program: of each effect that was reached. */
export interface Observed {
  /** Index of the effect that stopped it; as many as there are effects where none did. */
  readonly done: number;
  /** 0, or -errno of that effect. */
  readonly error: number;
  readonly effects: readonly Seen[];
}

/** Reads the observation of a program; undefined where it is none of it. */
export function observedOf({ effects, observationBytes }: Program, observation: Uint8Array): Observed | undefined {
  if (observation.length !== observationBytes) return undefined;
  const head = view(observation);
  const done = head.getUint32(4, true);
  const error = head.getInt32(8, true);
  const reached = Math.min(effects.length, error === 0 ? done : done + 1);
  const seen = effects.slice(0, reached).map(({ op, out, room }, i): Seen => {
    const result = head.getInt32(HEAD + 4 * i, true);
    if (out === 0 || result < 0) return { result };
    const length = COUNTED.has(op) ? Math.min(result, room) : room;
    return { result, bytes: observation.subarray(out, out + length) };
  });
  return { done, error, effects: seen };
}

/** Effects whose result counts the bytes that they gave. */
const COUNTED = new Set(table.effects.filter(({ out }) => typeof out === "string").map(({ op }) => op));

/** The observation as the driver gave it. */
export function observationOf({ effects, observationBytes }: Program, { done, error, effects: seen }: Observed) {
  const bytes = new Uint8Array(observationBytes);
  const head = view(bytes);
  head.setUint32(0, OBSERVATION_MAGIC, true);
  head.setUint32(4, done, true);
  head.setInt32(8, error, true);
  for (const [i, { result, bytes: given }] of seen.entries()) {
    head.setInt32(HEAD + 4 * i, result, true);
    if (given) bytes.set(given, effects[i]?.out ?? 0);
  }
  return bytes;
}
