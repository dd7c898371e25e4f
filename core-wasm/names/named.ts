import { Bytes } from "../bytes/bytes.ts";
import { isBeneath } from "../bytes/path.ts";
import { escapedLength } from "../words/escape.ts";

/** The name is absolute, from no parent. */
export const ABSOLUTE: i32 = -1;
/** From this one on a parent is the layer itself, in a clone of its own. */
export const OWN: i32 = 32;

/** A layer, upperdir or workdir, and the name that it has from one of the parents. */
export class Named {
  full: Bytes;
  parent: i32 = ABSOLUTE;
  /** Where in the full path the name begins. */
  from: i32 = 0;

  /** It is reached through an id-mapped clone, and not by its absolute path. */
  mapped: bool = false;

  /** No byte of it needs a backslash. */
  plain: bool = false;
  private counted: i32 = -1;

  constructor(full: Bytes) {
    this.full = full;
  }

  get name(): Bytes {
    return this.full.slice(this.from, this.full.length);
  }

  get length(): i32 {
    return this.full.length - this.from;
  }

  /** Bytes of the name with the backslashes that mount(2)'s option text needs. */
  escaped(): i32 {
    if (this.plain) return this.length;
    if (this.counted < 0) this.counted = escapedLength(this.name);
    return this.counted;
  }

  /** Names it from a parent that it lies beneath, whose path has this length. The root itself has no name. */
  beneath(parent: i32, length: i32): bool {
    if (this.full.length <= length + 1) return false;
    this.parent = parent;
    this.counted = -1;
    this.from = length + 1;
    return true;
  }

  /** Makes it the root of a clone of its own: there its name is empty. */
  byItself(own: i32): void {
    this.parent = OWN + own;
    this.counted = -1;
    this.from = this.full.length;
  }

  isOwn(): bool {
    return this.parent >= OWN;
  }

  /** What it is called outside of clones, from its parent or absolutely. */
  get outside(): Bytes {
    return this.isOwn() ? this.full : this.name;
  }

  /** By its absolute path again. */
  anew(): void {
    this.parent = ABSOLUTE;
    this.counted = -1;
    this.from = 0;
  }

  /** Names it from the parent, if it lies beneath it. */
  nameFrom(parent: i32, directory: Bytes): bool {
    return isBeneath(this.full, directory) && this.beneath(parent, directory.length);
  }
}
