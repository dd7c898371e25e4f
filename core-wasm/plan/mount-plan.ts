import { Bytes } from "../bytes/bytes.ts";
import { Maps } from "../idmap/maps.ts";
import { Overlay } from "../overlay/overlay.ts";
import { Refusal } from "../refusal/refusal.ts";
import { Choice } from "../ways/choose.ts";

export enum Kind {
  OVERLAY = 0,
  BIND = 1,
  /** Any other file system, by mount(2) with its data. */
  PLAIN = 2,
}

/** What one mount of the list is going to be: everything that was decided before the first effect. */
export class MountPlan {
  kind: Kind = Kind.PLAIN;
  /** Index in the request's list. */
  index: i32;
  /** Beneath the root; empty: the root itself. */
  target: Bytes;
  fstype: Bytes;
  source: Bytes;
  /** MS_* flags that words set, and clear. */
  set: i32 = 0;
  clear: i32 = 0;
  /** Flags of a separate propagation change; 0: none. */
  propagation: i32 = 0;
  recursive: bool = false;
  /** How many option words the mount has. */
  words: i32 = 0;
  /** Words for the file system, of a plain mount. */
  data: Bytes[] = [];
  overlay: Overlay | null = null;
  /** Whether a layer's name may need an escape. */
  special: bool = false;
  choice: Choice | null = null;
  /** By which its ids are shown; null: as they are. */
  maps: Maps | null = null;
  /** The upperdir is given to root of the maps. */
  chown: bool = false;
  /** The rule by which an overlay of one layer became a bind; -1: it did not. */
  became: i32 = -1;
  /** What is done as asked and may surprise: rules with what fills their sentences. */
  warnings: Refusal[] = [];
  /** What a view made of the words, in the same form. */
  notes: Refusal[] = [];

  constructor(index: i32, target: Bytes, fstype: Bytes, source: Bytes) {
    this.index = index;
    this.target = target;
    this.fstype = fstype;
    this.source = source;
  }

  warn(rule: i32, item: Bytes): void {
    this.warnings.push(this.told(rule, item));
  }

  note(rule: i32, item: Bytes): void {
    this.notes.push(this.told(rule, item));
  }

  private told(rule: i32, item: Bytes): Refusal {
    const told = new Refusal();
    told.refuse(rule, item);
    told.mount = this.index;
    return told;
  }

  readOnly(): bool {
    const overlay = this.overlay;
    if (overlay !== null) return !overlay.writable();
    return (this.set & 1) != 0;
  }
}
