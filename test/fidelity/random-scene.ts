/** Small worlds and requests from a seed: layers, tops, targets and lists, with something in the way now and then. */
import { mkdirSync, writeFileSync } from "node:fs";
import type { Mount, MountRequest } from "../../host/index.ts";
import { WAYS } from "../cases/case.ts";
import type { Place } from "../cases/place.ts";
import { overlay, overlayWords } from "../cases/requests.ts";
import { KERNELS_OWN, type Stack, type Top } from "../model/layers.ts";
import { containerd, prefixes, repeated, several } from "../model/layouts.ts";
import type { Random } from "../model/random.ts";
import { MS } from "../support/libc.ts";
import { bytes, onDisk } from "../support/names.ts";

/** What is asked for, and which capabilities are done without. */
export interface Scene {
  readonly request: MountRequest;
  readonly lower: readonly string[];
}

const LOWERED: readonly (readonly string[])[] = [
  ...[["own-cwd"], ["proc-fd", "proc-fd-layers"], ["lowerdir-plus"], ["lowerdir-fd"], ["option-array"], ["openat2"]],
  ...[["option-array", "option-text"], ["statmount", "option-text", "option-array"], ["mount-setattr"], ["open-tree"]],
  ...[
    ["unique-mount-id", "statmount", "option-text", "option-array"],
    ["upperdir-fd"],
    ["move-mount"],
    ["option-keys"],
  ],
  ...[["page-size=256"], ["value-max=60"], ["page-size=128", "lowerdir-fd"], ["bind"]],
];

const WORDS: readonly (readonly string[])[] = [
  ...[["nosuid"], ["nodev", "noexec"], ["ro"], ["noatime"], ["strictatime"], ["nodiratime"], ["volatile"]],
  ...[["index=on"], ["index=off"], ["metacopy=on"], ["redirect_dir=on"], ["redirect_dir=nofollow", "metacopy=on"]],
  ...[["bogus"], ["xino=maybe"], ["volatile=1"], ["userxattr"], ["userxattr", "metacopy=on"], ["rprivate"], ["shared"]],
  ...[["unbindable"], ["nfs_export=on", "metacopy=on"], ["uuid=null"], ["verity=on"], ["default_permissions"]],
];

const PLAIN: readonly Mount[] = [
  { type: "tmpfs", source: "some", options: ["mode=0711", "nosuid"] },
  { type: "tmpfs", source: "none", options: ["nr_inodes=5"] },
  { type: "tmpfs", options: ["ro", "size=64k"] },
  { type: "tmpfs", source: "some", options: ["bogus=1"] },
  { type: "ext4", source: "/nowhere/at/all" },
  { type: "nonsense", source: "none" },
];

/** Something that is wrong with a stack of layers, or only looks so. */
const SPOILS: readonly ((place: Place, stack: Stack, random: Random) => readonly string[])[] = [
  (place, { lowers }, random) => {
    place.drop(random.of(lowers));
    return lowers;
  },
  (place, { lowers }, random) => {
    const layer = random.of(lowers);
    place.drop(layer);
    writeFileSync(onDisk(layer), "no directory\n");
    return lowers;
  },
  (_, { lowers }, random) => [...lowers, random.of(lowers)],
  (_, { lowers }, random) => [`${random.of(lowers)}/from`, ...lowers],
  (place, { lowers }, random) => [...lowers.slice(1), place.link("layers/another-name", random.of(lowers))],
  (place, { lowers }) => [place.link("nowhere-to-go", place.at("gone")), ...lowers],
  (place, { lowers }) => [place.link("round", "round"), ...lowers],
  (place, { lowers }) => [
    `${place.directory}/./layers/../layers${lowers[0]?.slice(place.at("layers").length)}`,
    ...lowers.slice(1),
  ],
  (place, { lowers }) => {
    const at = place.attach("tmpfs", "scene", place.make("closed"));
    place.attach("", "", at, MS.unbindable);
    return [place.make("closed/layer"), ...lowers];
  },
  (place, { lowers }) => {
    place.attach("none", lowers[0] ?? "", place.make("bound"), MS.bind);
    return [place.at("bound"), ...lowers.slice(1)];
  },
  (place, { lowers }) => {
    const below = place.stack(2, undefined, "below", 5).lowers;
    place.attach("overlay", "scene", place.make("merged"), 0, `lowerdir=${below.join(":")}`);
    return [...lowers, place.at("merged")];
  },
  (place, { lowers }) => {
    const below = place.stack(4, undefined, "below", 5).lowers;
    place.attach("overlay", "scene", place.make("one"), 0, `lowerdir=${below.slice(0, 2).join(":")}`);
    place.attach("overlay", "scene", place.make("two"), 0, `lowerdir=${[place.at("one"), below[2]].join(":")}`);
    return [...lowers, place.at("two")];
  },
];

function pair(place: Place, upper: string, work: string): Top {
  for (const directory of [upper, work]) mkdirSync(onDisk(place.at(directory)), { recursive: true });
  return { upper: place.at(upper), work: place.at(work) };
}

const TOPS: readonly ((place: Place, random: Random) => Top)[] = [
  (place) => pair(place, "up", "up/work"),
  (place) => pair(place, "both", "both"),
  (place) => pair(place, "layers/inside/fs", "work"),
  (place) => ({ upper: place.make("up"), work: place.at("nowhere") }),
  (place) => ({ upper: place.file("up"), work: place.make("work") }),
  (place) => {
    const top = place.top();
    mkdirSync(onDisk(`${top.work}/${KERNELS_OWN}/incompat/volatile`), { recursive: true });
    return top;
  },
  (place, random) => {
    const top = place.top();
    mkdirSync(onDisk(`${top.work}/${KERNELS_OWN}/${random.of(["a", "a/b", "a/b/c", "a/b/c/d"])}`), { recursive: true });
    return top;
  },
  (place) => {
    place.attach("tmpfs", "scene", place.make("ram"));
    return pair(place, "up", "ram/work");
  },
  (place, random) => {
    place.attach("tmpfs", "scene", place.make("full"), 0, `nr_inodes=${random.of([3, 4, 5, 6])}`);
    return place.top("full");
  },
  (place) => {
    place.attach("none", place.directory, place.make("again"), MS.bind);
    pair(place, "up", "work");
    place.attach("", "", place.at("again"), MS.remount | MS.bind | MS.ro);
    return { upper: place.at("again/up"), work: place.at("again/work") };
  },
];

function rootOf(place: Place, random: Random): Mount {
  if (random.once(8)) return random.of(PLAIN);
  const layout = random.of([containerd, containerd, several, prefixes, repeated]);
  const stack = place.stack(1 + random.below(5), layout, "layers", 1 + random.below(1000));
  const lowers = random.once(2) ? stack.lowers : random.of(SPOILS)(place, stack, random);
  const top = random.once(3) ? undefined : random.once(2) ? place.top() : random.of(TOPS)(place, random);
  const words = random.once(2) ? [] : random.of(WORDS);
  if (random.once(8)) return { type: "bind", source: bytes(random.of(lowers)), options: ["bind", ...words] };
  return random.once(3) ? overlayWords(lowers, top, words) : overlay(lowers, top, words);
}

function targetOf(place: Place, random: Random): string {
  const choices = [
    () => {
      const shared = place.attach("tmpfs", "scene", place.make("shared"));
      place.attach("", "", shared, MS.shared);
      const peer = place.attach("none", shared, place.make("peer"), MS.bind);
      if (random.once(2)) place.attach("", "", peer, MS.slave);
      place.make("shared/target/from");
      return random.of([`${shared}/target`, `${peer}/target`, shared]);
    },
    () => place.at("nowhere"),
    () => place.file("file"),
    () => place.link("link", place.target),
    () => `${place.link("way", place.directory)}/target`,
    () => `${place.target}/../target/`,
    () => place.attach("tmpfs", "scene", place.target, random.of([0, MS.ro, MS.nosuid])),
  ];
  return random.once(4) ? random.of(choices)() : place.target;
}

/** Makes a scene in the place. */
export function randomScene(place: Place, random: Random): Scene {
  const mounts = [rootOf(place, random)];
  const more = random.once(3) ? 1 + random.below(2) : 0;
  for (let i = 0; i < more; i++) {
    const target = random.of(["from", "../from", "from/..", "top", "not/there"]);
    const source = random.of([place.directory, place.target]);
    const bind: Mount = {
      type: "bind",
      source: bytes(source),
      options: [random.of(["bind", "rbind"]), random.of(["ro", "rw"])],
    };
    mounts.push({ ...(random.once(2) ? bind : random.of(PLAIN)), target });
  }
  const target = bytes(targetOf(place, random));
  const proof = random.of(["kernel", "kernel", "none", "identity"] as const);
  const way = random.once(2) ? { way: random.of(WAYS) } : {};
  const request: MountRequest = { mounts, target, proof, mkdir: random.once(5), ...way };
  return { request, lower: random.once(2) ? [] : random.of(LOWERED) };
}
