// The records of the file that a run is recorded in while it goes on, as they are written.

/** Begins the file: no text does. */
export const MAGIC: Uint8Array = new TextEncoder().encode("\x7fLMTRACE1\0\0\0\0\0\0");
/** What a record holds. */
export const KINDS = { run: 1, program: 2, observation: 3, outcome: 4, note: 5, about: 6 } as const;
/** Kind, length, and at the end the length again: a record that was cut short lacks it. */
export const HEAD = 8;
export const TAIL = 4;

/** Records that wait to be written in one call. */
export class Records {
  #bytes = new Uint8Array(65536);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  /** Adds a record that holds these parts, one after the other. */
  add(kind: number, ...parts: readonly Uint8Array[]): void {
    let length = 0;
    for (const part of parts) length += part.length;
    const end = this.#size + HEAD + length;
    if (end + TAIL > this.#bytes.length) this.#grow(end + TAIL);
    this.#view.setUint32(this.#size, kind, true);
    this.#view.setUint32(this.#size + 4, length, true);
    let at = this.#size + HEAD;
    for (const part of parts) {
      this.#bytes.set(part, at);
      at += part.length;
    }
    this.#view.setUint32(end, length, true);
    this.#size = end + TAIL;
  }

  /** What the file begins with. */
  begin(magic: Uint8Array): void {
    this.#bytes.set(magic);
    this.#size = magic.length;
  }

  /** All that was added since the last time; it holds until the next is added. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#size);
    this.#size = 0;
    return taken;
  }

  #grow(least: number): void {
    const larger = new Uint8Array(2 * least);
    larger.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
