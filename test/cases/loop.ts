import { spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { onDisk } from "../support/names.ts";
import { hasProgram } from "../support/program.ts";
import type { Place } from "./place.ts";

/** A loop device over a file of the place's own. */
export interface Loop {
  readonly device: string;
}

/** Runs a program; what it says goes to a file, since pipes to it would close at some later time. */
function run(said: string, ...command: string[]): string {
  const [program = "", ...args] = command;
  const out = openSync(said, "w");
  const { status } = spawnSync(program, args, { stdio: ["ignore", out, "inherit"] });
  closeSync(out);
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}`);
  return readFileSync(said, "latin1").trim();
}

/** Why no loop device with ext4 can be set up here, or undefined where it can. */
export function missingLoop(): string | undefined {
  for (const tool of ["losetup", "mkfs.ext4"]) if (!hasProgram(tool)) return `needs ${tool}`;
  const { status } = spawnSync("losetup", ["--find"], { stdio: ["ignore", "ignore", "ignore"] });
  return status === 0 ? undefined : "needs a free loop device";
}

/**
 * Sets up a loop device over a file in `directory`, with ext4 unless told otherwise; detached when the place is
 * removed.
 */
export function loopDevice(place: Place, mebibytes: number, formatted = true, directory = place.directory): Loop {
  return loopOver(place, imageFor(directory, mebibytes, formatted));
}

/** An image that is as large, with ext4 unless told otherwise. */
export function imageFor(directory: string, mebibytes: number, formatted = true): string {
  const image = `${directory}/image-${mebibytes}`;
  const fd = openSync(onDisk(image), "w");
  ftruncateSync(fd, mebibytes << 20);
  closeSync(fd);
  if (formatted) run("/dev/null", "mkfs.ext4", "-q", image);
  return image;
}

/** Sets up a loop device over an image that is there; detached when the place is removed. */
export function loopOver(place: Place, image: string, ...words: readonly string[]): Loop {
  place.images.push(image);
  const device = run(`${image}-device`, "losetup", "--find", "--show", ...words, image);
  place.finally(() => {
    run("/dev/null", "losetup", "--detach", device);
  });
  return { device };
}
