import type { Turn } from "./trace.ts";

const MAGIC = 0x314f4d4c;
const UNFINISHED = 1;
/** An errno that no call has (core-wasm/kernel/errno.ts). */
const NONE = 4095;

/**
 * What is known of a program: what was observed, or, where whoever carried it out died in it, what it had written down.
 * Such an observation says so in its header; what is not known is zero (core-wasm/program/observation.ts).
 */
export function knownOf({ program, observation, notes = [] }: Turn): Uint8Array {
  if (observation) return observation;
  const head = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const effects = head.getUint32(8, true);
  const seen = new Uint8Array(head.getUint32(16, true));
  const fields = new DataView(seen.buffer);
  // A note is written when everything before it was done.
  const reached = notes.reduce((most, { effect }) => Math.max(most, effect + 1), 0);
  fields.setUint32(0, MAGIC, true);
  fields.setUint32(4, Math.min(reached, effects), true);
  if (reached < effects) fields.setInt32(8, -NONE, true);
  fields.setUint32(12, UNFINISHED, true);
  for (const { at, bytes } of notes) if (at + bytes.length <= seen.length) seen.set(bytes, at);
  return seen;
}
