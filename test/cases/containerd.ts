import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Mount } from "../../host/index.ts";
import { fill } from "../model/fill.ts";
import { Random } from "../model/random.ts";
import { onDisk } from "../support/names.ts";
import { type Case, type Expect, mounted, refused } from "./case.ts";
import { mapped, ownedByHost } from "./mapped.ts";
import type { Place } from "./place.ts";
import { request, showsDirectory, showsLayers } from "./requests.ts";

/** Lists as containerd's snapshotters gave them; `@ROOT@` stands for the snapshotter's directory. */
const DATA = `${import.meta.dirname}/../data/containerd-mounts`;

/** Values of the list's words with this key, in order. */
function values(mounts: readonly Mount[], key: string): string[] {
  const words = mounts.flatMap((mount) => mount.options ?? []).map(String);
  return words.filter((word) => word.startsWith(`${key}=`)).map((word) => word.slice(key.length + 1));
}

/** What the list needs of what is not there yet: a rule refuses it whole (loop, templates). */
function expected(mounts: readonly Mount[]): Expect {
  if (mounts.some((mount) => (mount.options ?? []).includes("loop"))) return refused("later.loop", { mount: 0 });
  return mounted();
}

/** Makes the directories and images that a list names, with something in them where it will be looked at. */
function furnish(place: Place, mounts: readonly Mount[], mountable: boolean): { lowers: string[]; upper?: string } {
  const lowers = values(mounts, "lowerdir").flatMap((value) => (value.startsWith("{{") ? [] : value.split(":")));
  const [upper] = values(mounts, "upperdir");
  const binds = mounts.filter((mount) => mount.type === "bind").map((mount) => String(mount.source));
  const tops = [...values(mounts, "upperdir"), ...values(mounts, "workdir")];
  for (const directory of [...lowers, ...binds, ...tops]) mkdirSync(onDisk(directory), { recursive: true });
  const filled = [...lowers.toReversed(), ...binds];
  if (mountable) for (const [index, layer] of filled.entries()) fill(layer, index, new Random(index), place.abilities);
  for (const image of mounts.filter((mount) => mount.type === "erofs").map((mount) => String(mount.source))) {
    mkdirSync(image.slice(0, image.lastIndexOf("/")), { recursive: true });
    writeFileSync(image, "");
  }
  return upper === undefined ? { lowers } : { lowers, upper };
}

function caseOf(file: string): Case {
  const text = readFileSync(`${DATA}/${file}`, "utf8");
  const remapped = file.includes("remapped");
  const expect = expected(JSON.parse(text) as Mount[]);
  return {
    name: `containerd: ${file.replace(".json", "")}`,
    expect: [expect],
    ...(remapped && { needs: ["idmap"] as const }),
    build: (place) => {
      const mounts = JSON.parse(text.replaceAll("@ROOT@", place.at("io.containerd.snapshotter.v1"))) as Mount[];
      const { lowers, upper } = furnish(place, mounts, expect.outcome === "mounted");
      // As the snapshotter leaves it: what is written belongs to ids of the host.
      if (remapped && upper !== undefined) ownedByHost(upper);
      const [first] = mounts;
      const shows =
        first?.type === "bind"
          ? showsDirectory(String(first.source))
          : showsLayers(place, upper === undefined ? lowers : [upper, ...lowers]);
      const built = { request: request(place, mounts), shows: [remapped ? mapped(shows) : shows], lowers };
      return upper === undefined ? built : { ...built, upper };
    },
  };
}

/** Every list that containerd's own snapshotters gave. */
export const containerd: readonly Case[] = readdirSync(DATA)
  .filter((file) => file.endsWith(".json"))
  .sort()
  .map(caseOf);
