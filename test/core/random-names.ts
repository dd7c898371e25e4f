/**
 * Random paths and words for requests: what lists really hold, what is at the edge of a budget, and what is hostile.
 */
import type { Random } from "../model/random.ts";
import { bytes } from "../support/names.ts";

const PARENTS = ["/layers", "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots", "/a", "", "/x/y/z"];
const ODD = ["a:b", "a,b", "a\\b", "sp ace", "new\nline", "\xff\xfe", "..", ".", "-", 'q"uote', "{{", "lowerdir=", "é"];

/** A word of letters. */
export function letters(random: Random, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(97 + random.below(26));
  return text;
}

/** One name of a path. */
export function name(random: Random): string {
  if (random.once(12)) return random.of(ODD);
  if (random.once(40)) return letters(random, random.of([254, 255, 256, 1000]));
  return random.once(3) ? `${random.below(500)}/fs` : letters(random, 1 + random.below(8));
}

/** An absolute path, nearly always a good one. */
export function path(random: Random): string {
  if (random.once(150)) return random.of(["", "relative", "/", "//", "/nul\0byte", `/${letters(random, 4095)}`]);
  if (random.once(60)) return `/${letters(random, random.of([4093, 4094]))}`;
  const slash = random.once(15) ? random.of(["//", "/./", "/"]) : "/";
  return `${random.of(PARENTS)}${slash}${name(random)}${random.once(20) ? "/" : ""}`;
}

/** Paths of layers: beneath one parent as in real lists, or anywhere. */
export function layers(random: Random, count: number): string[] {
  const shape = random.below(5);
  const parent = random.of(PARENTS);
  const long = letters(random, random.of([1, 10, 60, 230]));
  return Array.from({ length: count }, (_, i) => {
    if (shape === 0) return path(random);
    if (shape === 1) return `${parent}/p${i % 7}-${long}/${count - i}`;
    if (shape === 2 && i > 0 && random.once(4)) return `${parent}/${count}/fs/inner${i}`;
    return `${parent}/${count - i}/fs${shape === 3 ? long : ""}`;
  });
}

const FLAG_WORDS =
  "ro rw nosuid suid nodev dev noexec exec noatime atime relatime strictatime nodiratime lazytime sync";
const MORE_WORDS = "async dirsync mand iversion noiversion nosymfollow silent loud private rshared slave runbindable";
const USER_WORDS = "defaults user owner nofail _netdev comment=x x-systemd.automount X-mount.mkdir noauto helper=x";
const DATA_WORDS =
  "index=off index=on metacopy=on redirect_dir=on userxattr volatile xino=auto size=1m fsync=volatile uuid=null";
const GOOD = [FLAG_WORDS, MORE_WORDS, USER_WORDS, DATA_WORDS].flatMap((line) => line.split(" "));
/** Words that are refused, alone or after others. */
export const BAD = [
  ...["remount", "move", "X-containerd.x", "X-mount.subdir=x", "ro=recursive", "rro", "loop", "offset=4", "bind"],
  ...["uidmap=0:1:2,3:4:5", "gidmap=0:1:2", 'context="a:b', "a\\", "nul\0", "{{ mount 0 }}", "idmap", "rbind"],
  ...["lowerdir=", "lowerdir=:/a", "lowerdir=/a::/b:/c", "lowerdir=/a\\", "lowerdir+=", "upperdir=", "workdir=/w"],
  ...["lowerdir=/a", "lowerdir+=/b", "datadir+=/d", "upperdir=/u", "workdir=", "lowerdir=/a:", "upperdir=/u\\"],
];

/** Option elements; several words may share one. */
export function words(random: Random): Uint8Array[] {
  const elements: string[] = [];
  const count = random.once(3) ? 0 : random.below(5);
  for (let i = 0; i < count; i++) {
    const word = random.once(15) ? random.of(BAD) : random.of(GOOD);
    if (elements.length > 0 && random.once(3)) elements[elements.length - 1] += `,${word}`;
    else elements.push(word);
  }
  if (random.once(150)) elements.push(letters(random, random.of([255, 256, 4096, 4097])));
  if (random.once(600)) elements.push("ro,".repeat(4097));
  return elements.map(bytes);
}

/** A name as one lowerdir= spells it. */
export function escaped(name: string): string {
  return name.replace(/[\\:,]/g, "\\$&");
}
