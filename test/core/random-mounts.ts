/** Random mount lists: overlays typed and by words, binds, plain file systems, and types of containerd's manager. */
import type { Mount } from "../../host/planner/generated/types.ts";
import type { Random } from "../model/random.ts";
import { bytes } from "../support/names.ts";
import { maps } from "./random-maps.ts";
import { BAD, escaped, layers, letters, name, path, words } from "./random-names.ts";

interface Made extends Mount {
  readonly options: readonly Uint8Array[];
}

const NO_BYTES = new Uint8Array(0);

function made(fstype: string, source: string, options: readonly Uint8Array[]): Made {
  return { fstype: bytes(fstype), source: bytes(source), target: NO_BYTES, options, lowers: [] };
}

/**
 * upperdir and workdir, nearly always good ones: the others lie inside a layer, around one, or one inside the other.
 */
function top(random: Random, [layer = "/layers/1/fs"]: readonly string[]): readonly [string, string] | undefined {
  if (random.once(3)) return undefined;
  if (random.once(30)) return [path(random), path(random)];
  if (random.once(12)) {
    const around = layer.slice(0, layer.lastIndexOf("/"));
    const tops = [
      `${layer}/u /w`,
      `/u ${layer}/w`,
      `${around} /w`,
      `/u ${around}`,
      "/u /u/work",
      "/u /u",
      `${layer} /w`,
    ];
    const [upper = "", work = ""] = random.of(tops).split(" ");
    return [upper, work];
  }
  const parent = random.of(["/layers", "/upper", "/var/lib/containerd/snapshots/1000"]);
  return [`${parent}/top-upper`, `${parent}/top-work${name(random).replaceAll("/", "").replaceAll(".", "")}`];
}

function layerCount(random: Random): number {
  if (random.once(60)) return random.of([0, 128, 499, 500, 501]);
  if (random.once(5)) return 10 + random.below(60);
  return 1 + random.below(6);
}

/** An overlay whose layers are given by themselves. */
export function typedOverlay(random: Random): Made {
  const names = layers(random, layerCount(random));
  const given = top(random, names);
  const source = random.of(["overlay", "", "lower"]);
  const mount = { ...made("overlay", source, words(random)), lowers: names.map(bytes) };
  return given ? { ...mount, upper: bytes(given[0]), work: bytes(given[1]) } : mount;
}

/** The same by words, as a list of containerd or a line of mount(8) has them. */
export function wordedOverlay(random: Random): Made {
  const names = layers(random, layerCount(random));
  const given = top(random, names);
  const data = random.once(6) ? layers(random, 1 + random.below(3)).map((name) => `${name}-data`) : [];
  const options: string[] = [];
  if (random.once(3)) options.push(...names.map((name) => `lowerdir+=${name}`), ...data.map((at) => `datadir+=${at}`));
  else options.push(`lowerdir=${names.map(escaped).join(":")}${data.map((at) => `::${escaped(at)}`).join("")}`);
  if (given) options.push(`upperdir=${escaped(given[0])}`, `workdir=${escaped(given[1])}`);
  return made("overlay", "overlay", [...options.map(bytes), ...words(random)]);
}

/** A bind mount, recursive or not. */
export function bind(random: Random): Made {
  const word = random.of(["bind", "rbind", "rbind,ro", "bind,ro,noexec", "bind,rw,suid,noatime", "bind,nosuid"]);
  const source = random.once(40) ? "" : path(random);
  return made(random.once(3) ? "none" : "bind", source, [bytes(word), ...(random.once(2) ? words(random) : [])]);
}

/** Any other file system. */
export function plain(random: Random): Made {
  const fstype = random.of(["tmpfs", "proc", "ext4", "sysfs", "erofs"]);
  return made(fstype, random.once(3) ? path(random) : random.of([fstype, "", "none"]), words(random));
}

function strange(random: Random): Made {
  // An overlay by words that rarely are ones.
  if (random.once(2)) return made("overlay", "overlay", [random.of(BAD), random.of(BAD)].map(bytes));
  const fstype = random.of(["", "mkfs/ext4", "format/overlay", "format/mkdir/overlay", "mkdir/bind", "nul\0", "erofs"]);
  const source = random.of([
    path(random),
    "/images/7/layer.erofs",
    "{{ mount 0 }}/x",
    "{{ mount 9 }}",
    "{{ mnt }}",
    "",
  ]);
  const options = random.once(2) ? words(random) : [bytes(random.of([`upperdir=${source}`, "lowerdir=/a:/b", "x=1"]))];
  return made(fstype, source, options);
}

/** One mount of any kind. */
export function anyMount(random: Random): Made {
  const draw = random.below(100);
  if (draw < 40) return typedOverlay(random);
  if (draw < 65) return wordedOverlay(random);
  if (draw < 82) return bind(random);
  if (draw < 96) return plain(random);
  return strange(random);
}

/** More than a list may have, or more than an answer can hold. */
function large(random: Random): Made[] {
  const parts = random.once(2) ? 9 : 1;
  const name = parts === 1 ? letters(random, 3500) : "l";
  const lowers = Array.from({ length: parts === 1 ? 1100 : 490 }, (_, i) => bytes(`/large/${i}/${name}`));
  return Array.from({ length: parts }, () => ({ ...made("overlay", "", []), lowers }));
}

/** A list; all but the first nearly always have a sub-target. */
export function mountList(random: Random): Made[] {
  if (random.once(120)) return [];
  if (random.once(150)) return large(random);
  if (random.once(250)) return Array.from({ length: random.of([192, 193]) }, () => made("tmpfs", "t", []));
  const count = random.once(4) ? 1 + random.below(5) : 1;
  return Array.from({ length: count }, (_, i) => {
    const target =
      i === 0 ? (random.once(80) ? "sub" : "") : random.of(["proc", "/dev", "a/b", "..", "", "a//b/", "n\0"]);
    const mount = anyMount(random);
    const { words: more, ...typed } = maps(random);
    const mapped = { ...mount, options: [...mount.options, ...more], ...typed };
    return { ...mapped, target: bytes(target === "n\0" && !random.once(8) ? "run" : target) };
  });
}
