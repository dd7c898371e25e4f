/** An image of a case, on disk. */
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Image } from "./case.ts";

/** Makes everything that an image has, beneath a directory that is made for it. */
export function makeImage(root: string, image: Image): void {
  mkdirSync(root, { recursive: true });
  for (const [name, entry] of Object.entries(image)) {
    const path = `${root}/${name}`;
    mkdirSync(dirname(path), { recursive: true });
    if (entry === "directory") mkdirSync(path);
    else if (typeof entry === "string") writeFileSync(path, entry);
    else if ("link" in entry) symlinkSync(entry.link, path);
    else {
      const fd = openSync(path, "w");
      ftruncateSync(fd, entry.bytes);
      closeSync(fd);
    }
  }
}
