const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes are no message of this version of the planner. */
export class MessageError extends Error {
  override readonly name = "MessageError";
}

/** Reads a message of the planner; its pointers are relative to its start. Nothing outside the message is read. */
export class Reader {
  private readonly message: Uint8Array;
  private readonly view: DataView;
  private readonly copies: boolean;

  /** `copies`: whether the bytes in the result are copies, or views that hold only until the planner's next call. */
  constructor(message: Uint8Array, root: number, copies: boolean) {
    this.message = message;
    this.view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    this.copies = copies;
    if (message.length < root) throw new MessageError(`${message.length} bytes are fewer than ${root}`);
  }

  u8(at: number): number {
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    return this.view.getUint16(at, true);
  }

  u32(at: number): number {
    return this.view.getUint32(at, true);
  }

  u64(at: number): bigint {
    return this.view.getBigUint64(at, true);
  }

  bool(at: number): boolean {
    return this.tag(at, 2) === 1;
  }

  /** A discriminant of `count` cases. */
  tag(at: number, count: number): number {
    const tag = this.view.getUint8(at);
    if (tag >= count) throw new MessageError(`${tag} is none of ${count} cases`);
    return tag;
  }

  name<T extends string>(at: number, names: readonly T[]): T {
    return names[this.tag(at, names.length)] as T;
  }

  bytes(at: number): Uint8Array {
    const start = this.first(at, 1);
    const end = start + this.u32(at + 4);
    return this.copies ? this.message.slice(start, end) : this.message.subarray(start, end);
  }

  text(at: number): string {
    const start = this.first(at, 1);
    try {
      return decoder.decode(this.message.subarray(start, start + this.u32(at + 4)));
    } catch {
      throw new MessageError(`the text at ${start} is no UTF-8`);
    }
  }

  /** A list of elements of `size` bytes, whose pointer and length lie at `at`. */
  list<T>(at: number, size: number, read: (reader: Reader, at: number) => T): T[] {
    const first = this.first(at, size);
    const count = this.u32(at + 4);
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(read(this, first + i * size));
    return items;
  }

  /** Where the elements start, all of which lie in the message. */
  private first(at: number, size: number): number {
    const first = this.u32(at);
    if (first + this.u32(at + 4) * size > this.message.length) {
      throw new MessageError(`a list at ${first} does not lie in the message`);
    }
    return first;
  }
}
