/** Wrong programs: right ones with a few bytes changed, the same ones for the same seed. */
import { validPrograms } from "./valid.ts";

type Pick = (below: number) => number;

/** A program that is probably wrong, and the room that is said to be there for its observation. */
export interface Mutant {
  readonly bytes: Uint8Array;
  readonly room: number;
}

/** Mulberry32: small, and the same everywhere. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Values at which a bound is off by one, or wraps. */
function interesting(bytes: Uint8Array, pick: Pick): number {
  const view = new DataView(bytes.buffer);
  const [ops, needed] = [view.getUint32(12, true), view.getUint32(16, true)];
  const near = [0, 16, 32, 46, 64, 255, 256, 0xffff, bytes.length, ops, needed, 2 ** 31, 2 ** 32];
  return ((near[pick(near.length)] ?? 0) + pick(17) - 8) >>> 0;
}

function mutate(original: Uint8Array, pick: Pick): Uint8Array {
  const bytes = new Uint8Array(original);
  const view = new DataView(bytes.buffer);
  const start = view.getUint32(12, true);
  for (let n = 1 + pick(3); n > 0; n--) {
    // Mostly the ops, sometimes the header and the arena: else all would fail at the door.
    const at = pick(4) === 0 || start === bytes.length ? pick(bytes.length) : start + pick(bytes.length - start);
    if (pick(2)) view.setUint32(at & ~3, interesting(bytes, pick), true);
    else bytes[at] = pick(2) ? pick(256) : (bytes[at] ?? 0) ^ (1 << pick(8));
  }
  if (pick(20)) return bytes;
  // Shorter or longer, with a header that says so or not.
  const size = Math.max(0, bytes.length + 8 * (pick(9) - 4));
  const other = new Uint8Array(size);
  other.set(bytes.subarray(0, size));
  if (size >= 8 && pick(2)) new DataView(other.buffer).setUint32(4, size, true);
  return other;
}

/** `count` of them. */
export function* mutants(count: number, seed: number): Generator<Mutant> {
  const pick = random(seed);
  const originals = validPrograms();
  for (let i = 0; i < count; i++) {
    const original = originals[i % originals.length];
    if (original === undefined) return;
    const bytes = mutate(original.bytes, pick);
    yield { bytes, room: Math.max(0, original.observationBytes + (pick(8) ? 0 : 8 * (pick(5) - 2))) };
  }
}
