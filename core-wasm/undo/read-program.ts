import { Bytes } from "../bytes/bytes.ts";
import { OP_COUNT, opResultBytes } from "../generated/effects.ts";
import { get8, get32 } from "../memory/memory.ts";
import { OBSERVATION_HEADER, OP_BYTES, PROGRAM_HEADER, PROGRAM_MAGIC } from "../program/layout.ts";
import { Program } from "../program/program.ts";

/** As many as the shim takes. */
const OPS_MAX: i32 = 16384;

/** A program that was recorded, as far as undo relies on it; null: it is none. */
export function readProgram(bytes: Bytes): Program | null {
  const at = bytes.at;
  if (bytes.length < PROGRAM_HEADER || get32(at) != PROGRAM_MAGIC || get32(at + 4) != bytes.length) return null;
  const count = get32(at + 8);
  const ops = get32(at + 12);
  if (count < 0 || count > OPS_MAX || ops < PROGRAM_HEADER || ops > bytes.length) return null;
  if (ops + count * OP_BYTES != bytes.length || get8(at + ops - 1) != 0) return null;
  const results = (OBSERVATION_HEADER + count * 4 + 7) & ~7;
  const whole = get32(at + 16);
  if (whole < results) return null;
  for (let i = 0; i < count; i++) {
    if (!isOperation(at + ops + i * OP_BYTES, results, whole)) return null;
  }
  const program = new Program(0, 0);
  program.adopt(at, bytes.length);
  return program;
}

/** Whether it is one of the operations, and its result lies in the observation. */
function isOperation(op: i32, results: i32, whole: i32): bool {
  const code = get8(op);
  if (code < 1 || code > OP_COUNT) return false;
  const out = get32(op + 32);
  if (out == 0) return true;
  const bytes = opResultBytes(code);
  const size = bytes < 0 ? get32(op + 4 - bytes * 4) : bytes;
  return out >= results && size >= 0 && out <= whole && size <= whole - out;
}
