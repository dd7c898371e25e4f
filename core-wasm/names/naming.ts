import { ascii, Bytes } from "../bytes/bytes.ts";
import { directory, lastSlash } from "../bytes/path.ts";
import { child, childrenOf, commonDirectory, layersOf, sharedDirectory } from "./directories.ts";
import { ABSOLUTE, Named, OWN } from "./named.ts";

/** Parents that layers may be named from; one descriptor each. */
export const PARENTS_MAX: i32 = 16;

/** How everything that an overlay is made of is named: parents that are opened once, and short names beneath them. */
export class Naming {
  parents: Bytes[] = [];
  /** Topmost first; data-only layers behind the others. */
  layers: Named[] = [];
  upper: Named | null = null;
  work: Named | null = null;
  /** Layers are reached through clones, in which upperdir and workdir must not lie. */
  readonly mapped: bool;
  /** Which parents are of upperdir and workdir alone. */
  private apart: bool[] = [];
  private owned: i32 = 0;
  private shared: i32;
  private special: bool;

  /** `shared`: how many bytes all layers begin with in common; `special`: some name may need an escape. */
  constructor(layers: Bytes[], shared: i32, special: bool, upper: Bytes | null, work: Bytes | null, mapped: bool) {
    this.mapped = mapped;
    this.shared = shared;
    this.special = special;
    const named = new Array<Named>(layers.length);
    for (let i = 0; i < named.length; i++) {
      const layer = layers[i];
      const name = new Named(layer.length == 0 ? ascii("/") : layer);
      name.plain = !special;
      name.mapped = mapped;
      named[i] = name;
    }
    this.layers = named;
    if (upper !== null) this.upper = new Named(upper);
    if (work !== null) this.work = new Named(work);
    const slash = lastSlash(layers[0], shared);
    this.parents.push(layers[0].slice(0, slash < 0 ? 0 : slash));
    this.apart.push(false);
    this.rename();
    if (mapped) this.part();
  }

  /**
   * No clone is made of the root of everything: one for each parent below it, or for each layer. Nor is one of a
   * parent that holds a single layer: what lies beside that would be mapped, too.
   */
  private part(): void {
    const root = this.parents[0].length == 0;
    const parted = root && this.split();
    const counts = layersOf(this.layers, this.parents.length);
    for (let i = 0; i < this.layers.length; i++) {
      const parent = this.layers[i].parent;
      if ((root && !parted) || parent == ABSOLUTE || counts[parent] == 1) this.giveOwn(i);
    }
  }

  giveOwn(i: i32): void {
    if (!this.layers[i].isOwn()) this.layers[i].byItself(this.owned++);
  }

  /** Whether layers are named from this parent, through a clone of it. */
  isCloned(parent: i32): bool {
    if (!this.mapped) return false;
    for (let i = 0; i < this.layers.length; i++) {
      if (this.layers[i].parent == parent) return true;
    }
    return false;
  }

  /** Whether anything is named from this parent. */
  isUsed(parent: i32): bool {
    return !this.mapped || this.apart[parent] || this.isCloned(parent);
  }

  /** The same directories, named as at first. */
  again(): Naming {
    const layers: Bytes[] = [];
    for (let i = 0; i < this.layers.length; i++) layers.push(this.layers[i].full);
    const upper = this.upper !== null ? (this.upper as Named).full : null;
    const work = this.work !== null ? (this.work as Named).full : null;
    const again = new Naming(layers, this.shared, this.special, upper, work, this.mapped);
    for (let i = 0; i < this.layers.length; i++) {
      if (this.layers[i].isOwn()) again.giveOwn(i);
    }
    return again;
  }

  /** Gives upperdir and workdir a parent of their own where they have none; false if nothing changed. */
  shortenUpper(): bool {
    const upper = this.upper;
    const work = this.work;
    if (upper === null || work === null) return false;
    if (upper.parent != ABSOLUTE && work.parent != ABSOLUTE) return false;
    if (this.parents.length + 2 > PARENTS_MAX) return false;
    if (upper.parent == ABSOLUTE && work.parent == ABSOLUTE) {
      const shared = sharedDirectory(upper.full, work.full);
      if (shared.length > 1) return this.addParent(shared);
    }
    if (upper.parent == ABSOLUTE) this.addParent(directory(upper.full));
    if (work.parent == ABSOLUTE) this.addParent(directory(work.full));
    return true;
  }

  /**
   * Splits the parent that costs most text into the directories beneath it, so that names get shorter; false if
   * none can be split within PARENTS_MAX.
   */
  split(): bool {
    let worst = -1;
    let most = 0;
    for (let p = 0; p < this.parents.length; p++) {
      const text = this.textFrom(p);
      if (text > most && this.children(p).length > 1) {
        worst = p;
        most = text;
      }
    }
    if (worst < 0) return false;
    const children = this.children(worst);
    const old = this.parents[worst];
    for (let c = 0; c < children.length; c++) {
      const parent = c == 0 ? worst : this.parents.length;
      if (c > 0) {
        this.parents.push(children[c]);
        this.apart.push(false);
      }
      for (let i = 0; i < this.layers.length; i++) {
        const layer = this.layers[i];
        if (layer.parent == worst && child(layer.full, old).equals(children[c])) layer.parent = parent + PARENTS_MAX;
      }
    }
    for (let i = 0; i < this.layers.length; i++) {
      const parent = this.layers[i].parent;
      if (parent >= PARENTS_MAX && parent < OWN) this.layers[i].parent -= PARENTS_MAX;
    }
    for (let p = 0; p < this.parents.length; p++) {
      if (!this.apart[p]) this.parents[p] = commonDirectory(this.layers, p, this.parents[p]);
    }
    // What only upperdir or workdir was named from lies deeper now: a name kept would lead to another directory.
    const upper = this.upper;
    const work = this.work;
    if (upper !== null && upper.parent == worst) upper.anew();
    if (work !== null && work.parent == worst) work.anew();
    this.rename();
    return true;
  }

  private addParent(directory: Bytes): bool {
    this.parents.push(directory);
    this.apart.push(true);
    const parent = this.parents.length - 1;
    const upper = this.upper;
    const work = this.work;
    if (upper !== null && upper.parent == ABSOLUTE) upper.nameFrom(parent, directory);
    if (work !== null && work.parent == ABSOLUTE) work.nameFrom(parent, directory);
    return true;
  }

  private rename(): void {
    for (let i = 0; i < this.layers.length; i++) {
      const layer = this.layers[i];
      if (layer.isOwn()) continue;
      const parent = layer.parent == ABSOLUTE ? 0 : layer.parent;
      layer.beneath(parent, this.parents[parent].length);
    }
    const upper = this.upper;
    const work = this.work;
    for (let p = 0; p < this.parents.length; p++) {
      if (this.mapped && !this.apart[p]) continue;
      if (upper !== null && (upper.parent == ABSOLUTE || upper.parent == p)) upper.nameFrom(p, this.parents[p]);
      if (work !== null && (work.parent == ABSOLUTE || work.parent == p)) work.nameFrom(p, this.parents[p]);
    }
  }

  private children(parent: i32): Bytes[] {
    return childrenOf(this.layers, parent, this.parents[parent], PARENTS_MAX - this.parents.length);
  }

  private textFrom(parent: i32): i32 {
    let text = 0;
    for (let i = 0; i < this.layers.length; i++) {
      if (this.layers[i].parent == parent) text += this.layers[i].length;
    }
    return text;
  }
}
