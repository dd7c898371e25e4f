/** Wrong runs, the same ones for the same seed: right ones with a few changes to their values, or to their bytes. */
import type { Random } from "../model/random.ts";

const LENGTHS = [0, 1, 2, 7, 8, 9, 63, 255, 256, 4095, 4096, 4097];
/** Numbers at which a bound is off by one, a sum wraps, or an offset leads out of the memory. */
export const WORDS = [
  0, 1, 2, 7, 40, 255, 256, 512, 4095, 4096, 0x7fffffff, 0x80000000, 0xfff00000, 0xfffff001, 0xffffffff,
];
const NAMES: readonly (readonly string[])[] = [
  ["relative", "prefix", "strings", "descriptors", "mixed"],
  ["none", "kernel", "identity"],
];
/** Of which one is called as a name of another enum. */
const PRIVILEGES = ["full", "namespaced", "none"];

/** Bytes with one change: bits, words, pieces of other bytes, or another length. */
export function mutatedBytes(random: Random, original: Uint8Array, donor: Uint8Array): Uint8Array {
  const bytes = Buffer.from(original);
  const draw = random.below(8);
  if (draw === 0 || bytes.length === 0) return Buffer.alloc(random.of(LENGTHS), random.of([0, 0x2f, 0x61, 0xff]));
  const at = random.below(bytes.length);
  if (draw === 1) return bytes.subarray(0, at);
  if (draw === 2) return Buffer.concat([bytes, donor.subarray(0, random.below(64))]);
  if (draw === 3) return Buffer.concat([bytes.subarray(0, at), donor.subarray(0, 256), bytes.subarray(at)]);
  if (draw === 4) bytes[at] = random.of([0, 0x2f, 0x3a, 0x2c, 0x5c, 0x22, 0x7b, 0x2e, 0x3d]);
  else if (draw === 5) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  else if (bytes.length >= 4) bytes.writeUInt32LE(random.of(WORDS), Math.min(at & ~3, bytes.length - 4));
  return bytes;
}

function mutatedList(random: Random, list: readonly unknown[]): unknown[] {
  const copy = [...list];
  const at = random.below(copy.length);
  const draw = random.below(4);
  if (draw === 0) copy.splice(at, 1);
  else if (draw === 1) copy.splice(at, 0, ...Array.from({ length: random.of([1, 2, 20]) }, () => copy[at]));
  else if (draw === 2) copy.reverse();
  else copy.splice(at);
  return copy;
}

/** A value with one change somewhere in it; values of one kind stay of it, so that they can be encoded. */
export function mutated(random: Random, value: unknown): unknown {
  if (value instanceof Uint8Array) return mutatedBytes(random, value, value);
  if (Array.isArray(value)) {
    if (value.length === 0) return value;
    if (random.once(4)) return mutatedList(random, value);
    const at = random.below(value.length);
    return value.map((item, i) => (i === at ? mutated(random, item) : item));
  }
  switch (typeof value) {
    case "number":
      return random.of(WORDS);
    case "bigint":
      return BigInt(random.of(WORDS)) << BigInt(random.of([0, 1, 32]));
    case "boolean":
      return !value;
    case "string":
      return random.of(NAMES.find((names) => names.includes(value)) ?? [value]);
    case "object":
      return value === null ? value : mutatedRecord(random, value);
    default:
      return value;
  }
}

function mutatedRecord(random: Random, value: object): unknown {
  const keys = Object.keys(value).filter((key) => key !== "tag");
  const key = random.of(keys);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (name !== key) return [name, item];
      return [name, name === "privilege" ? random.of(PRIVILEGES) : mutated(random, item)];
    }),
  );
}
