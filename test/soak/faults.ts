/** An effect that fails as the kernel might fail it: what stands before it is carried out, it and the rest are not. */
import type { Driver } from "../../host/index.ts";
import type { Random } from "../model/random.ts";

const HEADER = 32;
const OP_BYTES = 40;
const SOFT_OR_ABSENT = 3;
const SIZE = 4;
const COUNT = 8;
const OPS = 12;
/** EIO, ENOMEM, EBUSY, EINVAL and ENOSPC. */
const ERRNOS = [5, 12, 16, 22, 28];

/**
 * The driver with one fault, in the first program: later ones take back what was done, and what fails there is left by
 * design.
 */
export function faulty(kernel: Driver, random: Random, childOp: number): Driver {
  let first = true;
  return {
    async run(program, observationBytes, meanwhile) {
      const at = first ? failingOp(program, random, childOp) : undefined;
      first = false;
      if (at === undefined) return kernel.run(program, observationBytes, meanwhile);
      const seen = (await kernel.run(cutAt(program, at), observationBytes, meanwhile)).slice();
      const view = new DataView(seen.buffer, seen.byteOffset);
      // It stopped before that.
      if (view.getInt32(8, true) !== 0) return seen;
      const errno = random.of(ERRNOS);
      view.setUint32(4, at, true);
      view.setInt32(8, -errno, true);
      view.setInt32(16 + 4 * at, -errno, true);
      return seen;
    },
  };
}

/** The index of an effect whose failure stops the program; none in a block, of which nothing may be cut off. */
function failingOp(program: Uint8Array, random: Random, childOp: number): number | undefined {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const ops = view.getUint32(OPS, true);
  const all: number[] = [];
  for (let i = 0; i < view.getUint32(COUNT, true); i++) {
    const at = ops + i * OP_BYTES;
    if (view.getUint8(at) === childOp) i += view.getUint32(at + 8, true);
    else if ((view.getUint8(at + 1) & SOFT_OR_ABSENT) === 0) all.push(i);
  }
  return all.length === 0 ? undefined : random.of(all);
}

function cutAt(program: Uint8Array, at: number): Uint8Array {
  const ops = new DataView(program.buffer, program.byteOffset).getUint32(OPS, true);
  const cut = program.slice(0, Math.max(HEADER, ops + at * OP_BYTES));
  const view = new DataView(cut.buffer);
  view.setUint32(SIZE, cut.length, true);
  view.setUint32(COUNT, at, true);
  return cut;
}
