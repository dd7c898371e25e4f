import { Bytes } from "../bytes/bytes.ts";
import { Naming } from "../names/naming.ts";
import { CLONES, PARENTS } from "../run/registers.ts";

/** What one overlay is to be, after its words were read: the same for every way to mount it. */
export class Overlay {
  naming: Naming;
  /** How many of the layers are data-only: they stand last. */
  dataOnly: i32 = 0;
  /** Words for overlayfs itself, in order, as they were written. */
  words: Bytes[] = [];
  source: Bytes;
  /** MS_* flags that the words set and clear. */
  set: i32 = 0;
  clear: i32 = 0;
  /** The word userxattr was added by rule. */
  userxattr: bool = false;

  constructor(naming: Naming, source: Bytes) {
    this.naming = naming;
    this.source = source;
  }

  layers(): i32 {
    return this.naming.layers.length;
  }

  /** Whether overlayfs is told exactly this. */
  hasWord(word: string): bool {
    for (let i = 0; i < this.words.length; i++) {
      if (this.words[i].is(word)) return true;
    }
    return false;
  }

  /** How many clones its id maps take, as far as text can tell. */
  clones(): i32 {
    const naming = this.naming;
    let count = 0;
    for (let i = 0; i < naming.parents.length; i++) count += naming.isCloned(i) ? 1 : 0;
    for (let i = 0; i < naming.layers.length; i++) count += naming.layers[i].isOwn() ? 1 : 0;
    return count;
  }

  /** The register of the parent that is the working directory while names are resolved. */
  cwdRegister(cwd: i32): i32 {
    return (this.naming.mapped ? CLONES : PARENTS) + cwd;
  }

  writable(): bool {
    return this.naming.upper !== null && (this.set & 1) == 0;
  }
}
