import { closeSync, ftruncateSync, openSync } from "node:fs";
import { bytes } from "../support/names.ts";
import type { Place } from "./place.ts";

/** A loop device over a file of the place's own. */
export interface Loop {
  readonly device: string;
}

function run(...command: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command);
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${stderr.toString().trim()}`);
  return stdout.toString().trim();
}

/** Why no loop device with ext4 can be set up here, or undefined where it can. */
export function missingLoop(): string | undefined {
  for (const tool of ["losetup", "mkfs.ext4"]) if (Bun.which(tool) === null) return `needs ${tool}`;
  const { exitCode } = Bun.spawnSync(["losetup", "--find"]);
  return exitCode === 0 ? undefined : "needs a free loop device";
}

/** Sets up a loop device over a file in `directory`, with ext4 unless told otherwise; detached when the place is removed. */
export function loopDevice(place: Place, mebibytes: number, formatted = true, directory = place.directory): Loop {
  const image = `${directory}/image-${mebibytes}`;
  const fd = openSync(bytes(image), "w");
  ftruncateSync(fd, mebibytes << 20);
  closeSync(fd);
  if (formatted) run("mkfs.ext4", "-q", image);
  place.images.push(image);
  const device = run("losetup", "--find", "--show", image);
  place.finally(() => {
    run("losetup", "--detach", device);
  });
  return { device };
}
