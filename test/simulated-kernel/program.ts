/** A program's bytes taken apart once, and what is read of them while it is carried out (host/linux/program.h). */
import table from "../../core-wasm/effects.json" with { type: "json" };

const HEADER = 32;
const RECORD = 40;
const SOFT = 1;
const ABSENT = 2;
const MAGIC = 0x31504d4c;

/** As an argument: the working directory. As dst: nothing is kept. */
export const CWD = 0xffff;

interface Shape {
  readonly op: string;
  readonly args: string;
  readonly into: "fd" | "id" | undefined;
  /** Which argument says how many bytes the result may have; -1: none does. */
  readonly cap: number;
  readonly out: number;
}

const SHAPES: readonly Shape[] = table.effects.map((row) => {
  const { out, into } = row as { out?: number | string; into?: "fd" | "id" };
  const cap = out === "cap" ? row.names.indexOf("cap") : -1;
  return { op: row.op, args: row.args, into, cap, out: typeof out === "number" ? out : 0 };
});

/** One effect as its record has it. */
export interface Effect {
  readonly op: string;
  readonly kinds: string;
  readonly soft: boolean;
  readonly absent: boolean;
  readonly into: "fd" | "id" | undefined;
  readonly dst: number;
  readonly args: readonly number[];
  /** Where its bytes go in the observation; 0: nowhere. */
  readonly out: number;
  readonly cap: number;
}

/** A program; its texts may have holes, which are filled while it is carried out. */
export class Program {
  readonly bytes: Buffer;
  readonly effects: readonly Effect[];
  readonly observation: number;

  constructor(program: Uint8Array) {
    this.bytes = Buffer.from(program);
    const view = this.bytes;
    if (view.length < HEADER || view.readUInt32LE(0) !== MAGIC) throw new Error("no program");
    const first = view.readUInt32LE(12);
    this.observation = view.readUInt32LE(16);
    const effects: Effect[] = [];
    for (let i = 0; i < view.readUInt32LE(8); i++) effects.push(effectAt(view, first + i * RECORD));
    this.effects = effects;
  }

  /** The terminated text at an offset, one character a byte. */
  text(offset: number): string {
    return this.bytes.toString("latin1", offset, this.bytes.indexOf(0, offset));
  }
}

function effectAt(view: Buffer, at: number): Effect {
  const shape = SHAPES[view.readUInt8(at) - 1];
  if (shape === undefined) throw new Error(`no operation ${view.readUInt8(at)}`);
  const args: number[] = [];
  for (let i = 0; i < shape.args.length; i++) args.push(view.readUInt32LE(at + 8 + 4 * i));
  const flags = view.readUInt8(at + 1);
  return {
    op: shape.op,
    kinds: shape.args,
    soft: (flags & SOFT) !== 0,
    absent: (flags & ABSENT) !== 0,
    into: shape.into,
    dst: view.readUInt16LE(at + 4),
    args,
    out: view.readUInt32LE(at + 32),
    cap: shape.cap < 0 ? shape.out : (args[shape.cap] ?? 0),
  };
}
