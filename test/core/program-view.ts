/** A program's bytes taken apart, by the table of operations and by code that shares nothing with the core's. */
import table from "../../core-wasm/effects.json" with { type: "json" };

/** One operation of a program. */
export interface ViewedOp {
  readonly op: string;
  readonly soft: boolean;
  /** It must fail with ENOENT; then its result is 0. */
  readonly absent: boolean;
  readonly into: number;
  readonly args: readonly number[];
  /** Offset of its result in the observation; 0: it has none. */
  readonly out: number;
  /** Bytes that the result may have there. */
  readonly room: number;
}

/** A program, and what an observation of it must look like. */
export class ProgramView {
  readonly ops: readonly ViewedOp[];
  readonly observationBytes: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.getUint32(0, true) !== 0x31504d4c) throw new Error("no program");
    this.#bytes = bytes;
    this.observationBytes = view.getUint32(16, true);
    const first = view.getUint32(12, true);
    this.ops = Array.from({ length: view.getUint32(8, true) }, (_, i) => viewed(view, first + i * 40));
  }

  /** The terminated text at an offset of the arena, one character a byte; empty for NULL. */
  text(offset: number): string {
    if (offset === 0) return "";
    return Buffer.from(this.#bytes.subarray(offset, this.#bytes.indexOf(0, offset))).toString("latin1");
  }

  bytes(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(offset, offset + length);
  }
}

function viewed(view: DataView, at: number): ViewedOp {
  const row = table.effects[view.getUint8(at) - 1];
  if (row === undefined) throw new Error(`no operation ${view.getUint8(at)}`);
  const args = [...row.args].map((_, i) => view.getUint32(at + 8 + i * 4, true));
  const { out } = row as { out?: number | string };
  const room = out === "cap" ? (args[row.names.indexOf("cap")] ?? 0) : Number(out ?? 0);
  const flags = view.getUint8(at + 1);
  return {
    op: row.op,
    soft: (flags & 1) !== 0,
    absent: (flags & 2) !== 0,
    into: view.getUint16(at + 4, true),
    args,
    out: view.getUint32(at + 32, true),
    room,
  };
}
