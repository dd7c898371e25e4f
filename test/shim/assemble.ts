/**
 * Programs for the shim, written by hand: an encoder of the tests' own, driven by the
 * table of operations, so that a fault of the host's or the core's cannot hide itself.
 */
import table from "../../core-wasm/effects.json" with { type: "json" };

/** As a directory register: AT_FDCWD. */
export const CWD = 0xffff;
const NONE16 = 0xffff;
const NONE32 = 0xffffffff;

/** Bytes that several arguments share, and that a hole may lie in; text is one character a byte. */
export class Text {
  readonly bytes: Uint8Array;
  constructor(text: string | Uint8Array) {
    this.bytes = typeof text === "string" ? Buffer.from(text, "latin1") : text;
  }
  /** The place of the first slash after "/proc/self/fd/" number `nth`. */
  hole(nth = 0): Argument {
    const text = Buffer.from(this.bytes);
    let at = -1;
    for (let i = 0; i <= nth; i++) at = text.indexOf("/proc/self/fd/", at + 1);
    return { text: this, at: at + 14 };
  }
}

/** A number, an address in the arena, NULL, or a place in an earlier result. */
export type Argument =
  | number
  | string
  | Uint8Array
  | Text
  | null
  | { text: Text; at: number }
  | { of: number; at?: number };

export interface Op {
  readonly op: string;
  readonly args: readonly Argument[];
  readonly into?: number;
  readonly soft?: boolean;
  readonly absent?: boolean;
  /** Bytes of its result; from the table where it says. */
  readonly room?: number;
}

/** What the shim gets, and where it puts results. */
export interface Assembled {
  readonly bytes: Uint8Array;
  readonly observationBytes: number;
  /** Offset of an op's result in the observation, 0 where it has none. */
  readonly outs: readonly number[];
}

const align = (n: number): number => (n + 7) & ~7;

function roomOf(op: Op): number {
  const row = table.effects.find((effect) => effect.op === op.op);
  if (row === undefined) throw new Error(`no op ${op.op}`);
  if (op.room !== undefined) return op.room;
  if (typeof row.out === "number") return row.out;
  if (row.out !== "cap") return 0;
  return op.args[row.names.indexOf("cap")] as number;
}

/** One op of a program: its name and arguments in the order of the table. */
export function op(name: string, ...args: Argument[]): Op {
  return { op: name, args };
}

/** Encodes a program. */
export function assemble(ops: readonly Op[]): Assembled {
  let end = align(16 + 4 * ops.length);
  const outs = ops.map((one) => {
    const room = roomOf(one);
    const at = room === 0 ? 0 : end;
    end += align(room);
    return at;
  });
  const placed = new Map<Text, number>();
  let arena = 32;
  const place = (text: Text): number => {
    const at = placed.get(text) ?? arena;
    if (!placed.has(text)) arena += text.bytes.length + 1;
    placed.set(text, at);
    return at;
  };
  const value = (argument: Argument): number => {
    if (argument === null) return 0;
    if (typeof argument === "number") return argument >>> 0;
    if (typeof argument === "string" || argument instanceof Uint8Array) return place(new Text(argument));
    if (argument instanceof Text) return place(argument);
    if ("text" in argument) return place(argument.text) + argument.at;
    return (outs[argument.of] ?? 0) + (argument.at ?? 0);
  };
  const values = ops.map((one) => one.args.map(value));
  const start = align(arena);
  const bytes = new Uint8Array(start + 40 * ops.length);
  const view = new DataView(bytes.buffer);
  const head = [0x31504d4c, bytes.length, ops.length, start, end, 1024, table.version, 0];
  head.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  for (const [text, at] of placed) bytes.set(text.bytes, at);
  ops.forEach((one, i) => {
    const at = start + 40 * i;
    view.setUint8(at, table.effects.findIndex((effect) => effect.op === one.op) + 1);
    view.setUint8(at + 1, (one.soft ? 1 : 0) | (one.absent ? 2 : 0));
    view.setUint16(at + 4, one.into ?? NONE16, true);
    values[i]?.forEach((word, j) => {
      view.setUint32(at + 8 + 4 * j, word, true);
    });
    view.setUint32(at + 32, outs[i] ?? 0, true);
    view.setUint32(at + 36, NONE32, true);
  });
  return { bytes, observationBytes: end, outs };
}
