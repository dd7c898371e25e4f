import * as fc from "fast-check";

/** One damage: bytes set, cut off, added, copied from elsewhere, or a word counted up or down. */
export interface Damage {
  readonly kind: "set" | "word" | "cut" | "add" | "copy";
  readonly place: number;
  readonly to: number;
}

const of = (kind: Damage["kind"], to: fc.Arbitrary<number>): fc.Arbitrary<Damage> =>
  fc.record({ kind: fc.constant(kind), place: fc.nat(), to });

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  of("set", fc.integer({ min: 0, max: 255 })),
  // The large ones make a length times a size come round to a small number again.
  of("word", fc.constantFrom(1, 4, 8, -1, -4, -8, 0x7fffffff, -0x80000000, 0x4000000, 0x10000000, 0x20000000)),
  of("cut", fc.nat(16)),
  of("add", fc.constantFrom(1, 7, 8, 16, 64)),
  of("copy", fc.nat()),
);

/** The message with the damage; the message itself stays. */
export function damaged(message: Uint8Array, { kind, place, to }: Damage): Uint8Array {
  if (kind === "cut") return message.slice(0, Math.max(0, message.length - to));
  if (kind === "add") return Uint8Array.from([...message, ...new Uint8Array(to)]);
  const copy = message.slice();
  const words = copy.length >>> 2;
  if (words === 0) return copy;
  const view = new DataView(copy.buffer);
  const at = (place % words) * 4;
  if (kind === "set") view.setUint8(place % copy.length, to);
  else if (kind === "word") view.setInt32(at, view.getInt32(at, true) + to, true);
  else view.setInt32(at, view.getInt32((to % words) * 4, true), true);
  return copy;
}
