/** What a program that may run must fulfil, written down a second time and from the contract, not from the shim. */
import table from "../../core-wasm/effects.json" with { type: "json" };

const HEADER = 32;
const RECORD = 40;
/** The last one. */
const REGISTERS = 1023;

/** Every place that carrying out this program could touch lies inside its memory or its observation. */
export function staysInside(bytes: Uint8Array, observationBytes: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (at: number) => view.getUint32(at, true);
  const [size, count, ops, needed] = [word(4), word(8), word(12), word(16)];
  if (size !== bytes.length || needed > observationBytes || ops < HEADER) return false;
  if (ops + count * RECORD !== bytes.length || bytes[ops - 1] !== 0) return false;
  if (16 + 4 * count > needed) return false;
  let block = 0;
  for (let i = 0; i < count; i++) {
    const at = ops + i * RECORD;
    const effect = table.effects[view.getUint8(at) - 1];
    if (effect === undefined) return false;
    const value = (j: number) => word(at + 8 + 4 * j);
    const named = (name: string) => value(effect.names.indexOf(name));
    for (const [j, kind] of [...effect.args].entries()) {
      const a = value(j);
      const length = effect.names.includes("length") ? named("length") : 4;
      const inArena = (from: number, bytes: number) => from >= HEADER && from + bytes <= ops;
      if (kind === "F" && a > REGISTERS && a !== 0xffff) return false;
      if (kind === "R" && a > REGISTERS) return false;
      if (kind === "S" && !inArena(a, 1)) return false;
      if (kind === "N" && a !== 0 && !inArena(a, 1)) return false;
      if (kind === "B" && !inArena(a, length)) return false;
      if (kind === "O" && a + length > needed) return false;
    }
    const out = word(at + 32);
    const room = typeof effect.out === "number" ? effect.out : effect.out === "cap" ? named("cap") : 0;
    if (effect.out === "cap" && out === 0) return false;
    if (out !== 0 && (out % 8 !== 0 || out < 16 + 4 * count || out + room > needed)) return false;
    const into = view.getUint16(at + 4, true);
    if (into !== 0xffff && into > REGISTERS) return false;
    if (effect.into === "fd" && (into === 0xffff || i < block)) return false;
    if (effect.op === "fchdir" && i >= block) return false;
    if (effect.op === "fdtext") {
      const hole = Buffer.from(bytes.subarray(value(1) - 14, value(1) + value(2))).toString("latin1");
      if (value(1) < HEADER + 14 || value(1) + value(2) >= ops) return false;
      if (!/^\/proc\/self\/fd\/\/+$/.test(hole) || hole.length !== 14 + value(2)) return false;
    }
    if (effect.op === "userns") {
      for (const map of [value(0), value(1)]) {
        const text = Buffer.from(bytes.subarray(map, bytes.indexOf(0, map))).toString("latin1");
        if (!/^[0-9 \n]{1,4095}$/.test(text)) return false;
      }
    }
    if (effect.op === "child") {
      if (i < block || value(0) === 0 || i + value(0) >= count) return false;
      block = i + 1 + value(0);
    }
  }
  return true;
}
