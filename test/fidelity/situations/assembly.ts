/** Programs of calls that no planner would make: each soft, each with its own answer. */
import table from "../../../core-wasm/effects.json" with { type: "json" };
import { ABI } from "../../../host/linux/generated/abi.ts";
import { CWD } from "../../simulated-kernel/program.ts";

const HEADER = 32;
const RECORD = 40;
const PREFIX = "/proc/self/fd/";
const WIDTH = 6;
const SOFT = 1;

/** A call: its name, then its arguments as effects.json names them, then the register that it fills. */
export type Call = readonly [op: string, ...args: (string | number)[]];

/** How many records the calls become: a text with `{N}` in it has the number of register N written into it first. */
interface Record {
  readonly op: string;
  readonly args: readonly number[];
  readonly dst: number;
  readonly cap: number;
}

class Assembler {
  #arena = Buffer.alloc(HEADER);
  readonly records: Record[] = [];

  get end(): number {
    return this.#arena.length;
  }

  get arena(): Buffer {
    return this.#arena;
  }

  /** Puts a text into the arena; holes in it become effects of their own. */
  text(text: string): number {
    const at = this.end;
    const holes: [register: number, at: number][] = [];
    const plain = text.replace(/\{(\d+)\}/g, (_, register: string, from: number) => {
      const before = text.slice(0, from).replace(/\{\d+\}/g, PREFIX + "/".repeat(WIDTH)).length;
      holes.push([Number(register), at + before + PREFIX.length]);
      return PREFIX + "/".repeat(WIDTH);
    });
    this.#arena = Buffer.concat([this.#arena, Buffer.from(`${plain}\0`, "latin1")]);
    for (const [register, hole] of holes) this.add("fdtext", [register, hole, WIDTH], CWD, 0);
    return at;
  }

  add(op: string, args: readonly number[], dst: number, cap: number): void {
    this.records.push({ op, args, dst, cap });
  }

  call([op, ...given]: Call): void {
    const row = table.effects.find((one) => one.op === op);
    if (row === undefined) throw new Error(`no call ${op}`);
    const values = given.slice(0, row.args.length);
    const args = values.map((value) => (typeof value === "string" ? this.text(value) : value >>> 0));
    const into = given[row.args.length];
    const { out } = row as { out?: number | string };
    const cap = out === "cap" ? Number(values[row.names.indexOf("cap")]) : Number(out ?? 0);
    this.add(op, args, into === undefined ? CWD : Number(into), cap);
  }
}

/** The calls as one program. */
export function assembled(calls: readonly Call[]): Uint8Array {
  const assembler = new Assembler();
  for (const call of calls) assembler.call(call);
  const { records, arena } = assembler;
  const first = (arena.length + 8) & ~7;
  const program = Buffer.alloc(first + records.length * RECORD);
  arena.copy(program);
  let out = (16 + 4 * records.length + 7) & ~7;
  records.forEach(({ op, args, dst, cap }, i) => {
    const at = first + i * RECORD;
    program.writeUInt8(1 + table.effects.findIndex((one) => one.op === op), at);
    // A block of a child stands or falls as a whole.
    program.writeUInt8(op === "child" ? 0 : SOFT, at + 1);
    program.writeUInt16LE(dst, at + 4);
    args.forEach((value, index) => {
      program.writeUInt32LE(value, at + 8 + 4 * index);
    });
    if (cap > 0) {
      program.writeUInt32LE(out, at + 32);
      out += (cap + 7) & ~7;
    }
    program.writeUInt32LE(0xffffffff, at + 36);
  });
  const header = [0x31504d4c, program.length, records.length, first, out, 64, ABI, 0];
  header.forEach((value, i) => {
    program.writeUInt32LE(value, 4 * i);
  });
  return program;
}
