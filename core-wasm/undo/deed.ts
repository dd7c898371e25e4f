import { Bytes } from "../bytes/bytes.ts";

export enum Inverse {
  UNMOUNT = 0,
  RMDIR = 1,
  /** A directory gets its owner back. */
  CHOWN = 2,
}

/** One effect that was done and must be taken back. */
export class Deed {
  inverse: Inverse;
  /** It may not have happened: the process died before it could say so. */
  maybe: bool = false;
  /** The register that holds the directory that was mounted on; -1: only its path is known. */
  register: i32 = -1;
  path: Bytes = new Bytes(0, 0);
  /** The path is where the held directory is now; false: where it was when it was opened. */
  certain: bool = true;
  /** Address of the mount's id; 0: it was not learnt. */
  id: i32 = 0;
  /** Address of inode and device of the directory that was made; 0: not learnt. */
  root: i32 = 0;
  /** The directory has a name that only this run has. */
  aside: bool = false;
  /** Address of the id of the mount beneath; 0: not learnt. */
  beneath: i32 = 0;
  /** Address of the id of the mount whose root was seen at the path afterwards; 0: none was. */
  seen: i32 = 0;
  /** A recursive bind, whose sub-mounts go with it. */
  tree: bool = false;
  /** Its copies are peers of what they were copied from: nothing is known to have made them slaves. */
  peers: bool = false;
  /** The option text of a mount(2); empty: none. */
  data: Bytes = new Bytes(0, 0);
  /** What the mount's source is called; empty: not known. */
  source: Bytes = new Bytes(0, 0);

  constructor(inverse: Inverse) {
    this.inverse = inverse;
  }
}
