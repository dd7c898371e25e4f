/** Owners of whole trees. */
import { lchownSync, lstatSync, lutimesSync, readdirSync } from "node:fs";

/** Gives a tree, symlinks as such, to the owners so many ids further on; times of change stay. */
export function shiftOwners(path: string | Buffer, by: number): void {
  const at = typeof path === "string" ? Buffer.from(path, "latin1") : path;
  const { uid, gid, atime, mtime } = lstatSync(at);
  lchownSync(at, uid + by, gid + by);
  if (lstatSync(at).isDirectory()) {
    for (const name of readdirSync(at, { encoding: "buffer" })) {
      shiftOwners(Buffer.concat([at, Buffer.from("/"), name]), by);
    }
  }
  lutimesSync(at, atime, mtime);
}
