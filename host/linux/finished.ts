// A finished program as bytes: what is read of it, and what may still be put into it.

export const HEADER_BYTES = 32;
export const OP_BYTES = 40;
/** 32-bit words of an operation. */
export const WORDS: number = OP_BYTES / 4;

const utf8 = new TextEncoder();

/** Room for text that is not known when the program is built: where it goes in the finished program. */
export interface Hole {
  readonly at: number;
  readonly bytes: number;
}

export function isHole(text: string | Uint8Array | Hole): text is Hole {
  return typeof text === "object" && "bytes" in text;
}

/** Puts ASCII text, or bytes, and a NUL into a hole of a finished program. @returns false when it does not fit. */
export function fillHole(program: Uint8Array, { at, bytes }: Hole, text: string | Uint8Array): boolean {
  if (text.length > bytes) return false;
  if (typeof text === "string") utf8.encodeInto(text, program.subarray(at, at + bytes));
  else program.set(text, at);
  program[at + text.length] = 0;
  return true;
}

/** Makes the write at `index` of a finished program so many bytes long. */
export function setWriteLength(program: Uint8Array, index: number, bytes: number): void {
  const header = new Uint32Array(program.buffer, 0, HEADER_BYTES / 4);
  const records = new Uint32Array(program.buffer, header[3] as number);
  records[index * WORDS + 4] = bytes;
}

/** Bytes that the observation of this program needs. */
export function observationBytes(program: Uint8Array): number {
  return new DataView(program.buffer, program.byteOffset).getUint32(16, true);
}

/** Where the results of `count` effects end in an observation, and their bytes begin. */
export function resultsEnd(count: number): number {
  return (16 + 4 * count + 7) & ~7;
}
