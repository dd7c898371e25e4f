import { Bytes } from "../bytes/bytes.ts";

/** What the words of one mount mean. Bytes are views on the request, or new memory where an escape was taken out. */
export class Meaning {
  /** How many words were read. */
  words: i32 = 0;
  /** MS_* bits that a word set. Of noatime, relatime and strictatime at most one. Never a bit of flagsClear. */
  flagsSet: i32 = 0;
  /** MS_* bits that an inverse word cleared: what a bind mount must not keep from its source. */
  flagsClear: i32 = 0;
  /** Flags of a second mount(2): MS_SHARED, MS_PRIVATE, MS_SLAVE or MS_UNBINDABLE, perhaps with MS_REC; 0: no word. */
  propagation: i32 = 0;
  /** What the file system itself is told, in order, as the words were written: escapes and quotes are still in. */
  data: Bytes[] = [];
  /** A loop device was asked for: loop, loop=, offset=, sizelimit=. */
  loop: bool = false;
  uidmap: Bytes | null = null;
  gidmap: Bytes | null = null;
  /** lowerdir= or lowerdir+=, literal names, topmost first. */
  lowers: Bytes[] = [];
  /** Data-only layers, below all of `lowers`: after `::`, or datadir+=. */
  dataOnly: Bytes[] = [];
  /** Whether a name that words put into the two lists may hold `:` `,` or `\`; if none does, none needs an escape. */
  special: bool = false;
  upper: Bytes | null = null;
  work: Bytes | null = null;
  /** Nothing is going to be written: an upperdir needs no workdir, and a workdir no upperdir. */
  readOnly: bool = false;

  /** Each of these returns true, so that a table's row can end with it. */
  set(bits: i32): bool {
    this.flagsSet |= bits;
    this.flagsClear &= ~bits;
    return true;
  }

  clear(bits: i32): bool {
    this.flagsSet &= ~bits;
    this.flagsClear |= bits;
    return true;
  }

  /** Sets one bit of those that exclude each other. */
  choose(bit: i32, among: i32): bool {
    this.flagsSet &= ~among;
    return this.set(bit);
  }

  propagate(flags: i32): bool {
    this.propagation = flags;
    return true;
  }
}
