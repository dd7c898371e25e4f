/** Loop devices of the machine, as devices of a simulated world. */
import { existsSync, lstatSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import type { Device } from "../simulated-kernel/block.ts";
import type { Kernel } from "../simulated-kernel/kernel.ts";
import { placeAt } from "../simulated-kernel/world.ts";
import { name, onDisk } from "../support/names.ts";

const MINORS = 256;

function read(path: string): string {
  return readFileSync(path, "latin1").trimEnd();
}

/** The device that a path names, over an image that is taken over already; undefined: it is none. */
export function loopAt(kernel: Kernel, path: string): Device | undefined {
  const { rdev } = lstatSync(onDisk(path));
  const [major, minor] = [Math.floor(rdev / MINORS), rdev % MINORS];
  const about = `/sys/dev/block/${major}:${minor}`;
  if (!existsSync(`${about}/loop/backing_file`)) return undefined;
  if (!basename(readlinkSync(about)).startsWith("loop")) return undefined;
  const image = placeAt(kernel, name(Buffer.from(read(`${about}/loop/backing_file`), "latin1")));
  if (image === undefined) throw new Error(`the image of ${path} lies elsewhere`);
  return { dev: [major, minor], image, readOnly: read(`${about}/ro`) === "1", fs: undefined };
}
