/** Wrong programs: right ones with a few bytes changed, the same ones for the same seed. */
import { Random } from "../model/random.ts";
import type { Assembled } from "./assemble.ts";
import { validPrograms } from "./valid.ts";

/** A program that is probably wrong, and the room that is said to be there for its observation. */
export interface Mutant {
  readonly bytes: Uint8Array;
  readonly room: number;
}

/** Values at which a bound is off by one, or wraps. */
function interesting(bytes: Uint8Array, random: Random): number {
  const view = new DataView(bytes.buffer);
  const [ops, needed] = [view.getUint32(12, true), view.getUint32(16, true)];
  const near = [0, 16, 32, 46, 64, 255, 256, 1023, 1024, 0xffff, bytes.length, ops, needed, 2 ** 31, 2 ** 32];
  return ((near[random.below(near.length)] ?? 0) + random.below(17) - 8) >>> 0;
}

function mutate(original: Uint8Array, random: Random): Uint8Array {
  const bytes = new Uint8Array(original);
  const view = new DataView(bytes.buffer);
  const start = view.getUint32(12, true);
  for (let n = 1 + random.below(3); n > 0; n--) {
    // Mostly the ops, sometimes the header and the arena: else all would fail at the door.
    const at =
      random.below(4) === 0 || start === bytes.length
        ? random.below(bytes.length)
        : start + random.below(bytes.length - start);
    if (random.below(2)) view.setUint32(at & ~3, interesting(bytes, random), true);
    else bytes[at] = random.below(2) ? random.below(256) : (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  if (random.below(20)) return bytes;
  // Shorter or longer, with a header that says so or not.
  const size = Math.max(0, bytes.length + 8 * (random.below(9) - 4));
  const other = new Uint8Array(size);
  other.set(bytes.subarray(0, size));
  if (size >= 8 && random.below(2)) new DataView(other.buffer).setUint32(4, size, true);
  return other;
}

/** One of them. */
export function mutant(random: Random, originals: readonly Assembled[]): Mutant {
  const original = random.of(originals);
  const bytes = mutate(original.bytes, random);
  return { bytes, room: Math.max(0, original.observationBytes + (random.below(8) ? 0 : 8 * (random.below(5) - 2))) };
}

/** `count` of them. */
export function* mutants(count: number, seed: number): Generator<Mutant> {
  const random = new Random(seed);
  const originals = validPrograms();
  for (let i = 0; i < count; i++) yield mutant(random, originals);
}
