import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { hasProgram } from "../support/program.ts";
import { type Case, type Expect, failed, mounted, ordinarily, refused } from "./case.ts";
import { loopOver } from "./loop.ts";
import { Place } from "./place.ts";
import { overlayCase, request, showsDirectory } from "./requests.ts";

/** Blocks of the data that another image holds. */
const CHUNK = 4096;

/** Makes an image of a directory. */
export function mkfs(image: string, directory: string, ...words: string[]): string {
  // Pipes to it would close at some later time.
  const { status } = spawnSync("mkfs.erofs", ["--quiet", ...words, image, directory], { stdio: "ignore" });
  if (status !== 0) throw new Error(`mkfs.erofs ended with ${status}`);
  return image;
}

/** An image of a directory with two files, one of them of several chunks. */
function image(place: Place, words: readonly string[] = []): { image: string; directory: string } {
  const directory = place.make("content");
  place.file("content/small", "small\n");
  writeFileSync(place.at("content/large"), Buffer.alloc(5 * CHUNK, "large "));
  return { image: mkfs(place.at("image.erofs"), directory, ...words), directory };
}

function divided(place: Place): { image: string; directory: string; device: string } {
  const device = place.file("data.erofs", "");
  return { ...image(place, [`--chunksize=${CHUNK}`, `--blobdev=${device}`]), device };
}

/** Why no image can be made here. */
export function missingMkfsErofs(): string | undefined {
  return hasProgram("mkfs.erofs") ? undefined : "needs mkfs.erofs of erofs-utils";
}

/** Why no image can be mounted from its file, by mount(2); before 6.12 that takes a loop device. */
export function missingErofsFile(): string | undefined {
  const missing = missingMkfsErofs();
  if (missing !== undefined) return missing;
  const place = new Place("any-erofs");
  try {
    place.attach("erofs", image(place).image, place.target, 1);
    return undefined;
  } catch (error) {
    return `erofs from a file: ${error instanceof Error ? error.message.replace(/^.*: /, "") : error}`;
  } finally {
    place.remove();
  }
}

/** Mounted, but on a kernel of this series (kernels.md). */
function butOn(kernel: string, instead: Expect): Pick<Case, "expect" | "on"> {
  const isHere = process.env["LAYERMOUNT_KERNEL"] === kernel;
  return { expect: [isHere ? instead : mounted()], on: { [kernel]: [instead] } };
}

const FOR_ROOT = refused("ordinary.filesystem");

/** Images in files, and what kernels get wrong with them. */
export const erofs: readonly Case[] = [
  ordinarily(
    {
      name: "an EROFS image from its file",
      needs: ["erofs-file"],
      expect: [mounted()],
      build: (place) => {
        const { image: source, directory } = image(place);
        const mount = { type: "erofs", source, options: ["ro"] };
        return { request: request(place, [mount]), shows: [showsDirectory(directory)] };
      },
    },
    FOR_ROOT,
  ),
  ordinarily(
    {
      name: "an EROFS image without the one that has its data",
      needs: ["mkfs-erofs"],
      expect: [refused("erofs.devices", { mount: 0 })],
      build: (place) => ({
        request: request(place, [{ type: "erofs", source: divided(place).image, options: ["ro"] }]),
      }),
    },
    FOR_ROOT,
  ),
  ordinarily(
    {
      name: "an EROFS image with the one that has its data",
      needs: ["erofs-file"],
      expect: [mounted()],
      build: (place) => {
        const { image: source, directory, device } = divided(place);
        const mount = { type: "erofs", source, options: ["ro", `device=${device}`] };
        return { request: request(place, [mount]), shows: [showsDirectory(directory)] };
      },
    },
    FOR_ROOT,
  ),
  {
    name: "an EROFS image on a loop device",
    needs: ["loop", "mkfs-erofs"],
    expect: [mounted()],
    build: (place) => {
      const { image: source, directory } = image(place);
      const mount = { type: "erofs", source: loopOver(place, source, "--read-only").device, options: ["ro"] };
      return { request: request(place, [mount]), shows: [showsDirectory(directory)] };
    },
  },
  {
    name: "an EROFS image and the one that has its data on loop devices",
    needs: ["loop", "mkfs-erofs"],
    ...butOn("5.10", failed("kernel.refused")),
    build: (place) => {
      const { image: source, directory, device } = divided(place);
      const options = ["ro", `device=${loopOver(place, device).device}`];
      const mount = { type: "erofs", source: loopOver(place, source).device, options };
      return { request: request(place, [mount]), shows: [showsDirectory(directory)] };
    },
  },
  {
    name: "an overlay over an overlay over an EROFS image in a file",
    needs: ["root", "erofs-file"],
    // 6.17 alone counts an image in a file as a level of the stack.
    ...butOn("6.17", failed("overlay.depth", { layer: 0 })),
    build: (place) => {
      const below = place.attach("erofs", image(place).image, place.make("erofs"), 1);
      const { lowers } = place.stack(3);
      const words = `lowerdir=${below}:${lowers[2]}`;
      const first = place.attach("overlay", "first", place.make("first"), 0, words);
      return { ...overlayCase(place, [first, lowers[0] ?? ""]), shows: [] };
    },
  },
];
