/** What one run of the simulator is about: data, so that it can be shrunk, written down and run again. */
import type { Proof, View, Way } from "../../host/index.ts";
import { Random } from "../model/random.ts";
import { KERNELS, type Kernel } from "../simulated-kernel/rules.ts";
import { EROFS_WORDS, IMAGES, mapping, OTHERS, relapses, sought } from "./drawn-parts.ts";

/** What somebody else does meanwhile. */
export const ACTS = [
  "mounts over the target",
  "unmounts what is at the target",
  "moves the directory above the target away",
  "moves the target away",
  "deletes a layer",
  "opens the target for a while",
  "mounts above the target",
  "moves the mount at the target",
] as const;
export type Act = (typeof ACTS)[number];

/** What is wrong with the world, or with what is asked for. */
export const SPOILS = [
  "the target is a file",
  "the workdir is on another mount",
  "the workdir is volatile",
  "the workdir is missing",
  "there are no inodes for the workdir",
  "a layer is a file",
  "a layer is an overlay over an overlay",
  "a layer comes twice",
  "a layer lies in another one",
  "the upperdir is seen through a map",
] as const;
export type Spoil = (typeof SPOILS)[number];

/** What an image has where its passwd belongs. */
export const PASSWDS = ["a file", "a long file", "too long a file", "a directory", "a symlink", "a circle"] as const;

/** Whom somebody looks for in what is mounted. */
export interface Sought {
  readonly passwd?: (typeof PASSWDS)[number];
  readonly user: string;
  readonly groups: readonly string[];
}

/** Whose the upperdir of an id-mapped overlay is. */
export const OWNERS = ["root of the maps", "somebody of the maps", "nobody of the maps"] as const;

/** Id maps of the root. */
export interface Mapping {
  readonly words: readonly string[];
  readonly owner: (typeof OWNERS)[number];
  /** Its owner may be changed. */
  readonly chown: boolean;
  /** What the topmost layer is a mount of its own of. */
  readonly apart?: "tmpfs" | "ramfs";
  /** There is no directory for temporary mounts. */
  readonly bare?: boolean;
}

/** Something that happens before the n-th effect of the run. */
export interface At<T> {
  readonly at: number;
  readonly what: T;
}

/** One run: a kernel, what is asked for, and what goes wrong. */
export interface Scenario {
  readonly kernel: Kernel;
  readonly kind: "overlay" | "bind" | "tmpfs" | "erofs";
  /** Names of layers beneath /w, topmost first. */
  readonly layers: readonly string[];
  readonly writable: boolean;
  readonly words: readonly string[];
  /** Mounts beneath the root: each a tmpfs at this sub-target. */
  readonly below: readonly string[];
  readonly way?: Way;
  readonly proof: Proof;
  readonly mkdir: boolean;
  readonly patience: number;
  /** What is in use is detached. */
  readonly lazy?: boolean;
  readonly pageSize: number;
  readonly valueMax: number;
  /** An effect fails with this errno. */
  readonly spoil?: Spoil;
  readonly faults: readonly At<number>[];
  readonly acts: readonly At<Act>[];
  readonly view?: View;
  readonly sought?: Sought;
  /** Of an EROFS image: how many others hold its data, and how many are given. */
  readonly images?: readonly [named: number, given: number];
  readonly maps?: Mapping;
  /** The process dies before this effect. */
  readonly crash?: number;
  /** So does each process that comes after it, one after the other, before this effect of its own. */
  readonly relapses?: readonly number[];
  /** Whoever asks is an ordinary user in namespaces of their own. */
  readonly ordinary?: boolean;
  /** What somebody else, who is not in these namespaces, has of the topmost layer. */
  readonly others?: "its directory" | "a mount in it";
  /** The request is not this one but the random one of this seed. */
  readonly anything?: number;
}

const WORDS: readonly (readonly string[])[] = [
  ["nosuid"],
  ["ro"],
  ["volatile"],
  ["index=off"],
  ["nonsense=1"],
  ["uidmap=0:100000:65536", "gidmap=0:100000:65536"],
  ["remount"],
];
/** Sub-targets; the last one leads to the root itself. */
const BELOW: readonly (readonly string[])[] = [["below"], ["below", "below/deeper"], ["below", "below/.."]];
const WAYS: readonly Way[] = ["relative", "prefix", "strings", "descriptors", "mixed"];
/**
 * EPERM, EIO, EAGAIN, ENOMEM, EACCES, EBUSY, EINVAL, EMFILE, ENOSPC, EROFS. That nothing is there by a name is never
 * said of what is there.
 */
const ERRNOS = [1, 5, 11, 12, 13, 16, 22, 24, 28, 30];
/** Effects of a run that things happen before; most runs have fewer. */
const SPAN = 70;

function nameOf(random: Random, index: number, longest: number): string {
  const length = 1 + random.below(longest);
  const odd = random.once(12) ? random.of([":", ",", "\\", " ", "\xff", "="]) : "";
  return `${odd}${index}${"n".repeat(length)}`;
}

/** The scenario of a seed. */
export function drawn(seed: number): Scenario {
  const random = new Random(seed);
  const longest = random.of([2, 6, 20, 60]);
  const count = random.once(10) ? 1 : 2 + random.below(8);
  const deep = random.once(3) ? "fs" : "";
  const layers = Array.from({ length: count }, (_, i) => {
    const name = nameOf(random, count - i, longest);
    const shelf = random.once(6) ? `other/${name}` : `layers/${name}`;
    return deep ? `${shelf}/${deep}` : shelf;
  });
  const isCalm = random.once(4);
  const faults = isCalm ? 0 : random.of([0, 0, 1, 1, 2, 5]);
  const acts = isCalm ? 0 : random.of([0, 0, 0, 1, 2]);
  return {
    kernel: random.of(KERNELS),
    kind: random.of(["overlay", "overlay", "overlay", "overlay", "bind", "tmpfs"]),
    layers,
    writable: !random.once(3),
    words: random.once(6) ? random.of(WORDS) : [],
    below: random.once(5) ? random.of(BELOW) : [],
    ...(random.once(3) && { way: random.of(WAYS) }),
    proof: random.of(["kernel", "kernel", "kernel", "identity", "none"]),
    mkdir: random.once(4),
    patience: random.of([0, 3, 40]),
    pageSize: random.of([4096, 4096, 512, 256, 128]),
    valueMax: random.of([255, 255, 48]),
    ...(random.once(14) && { spoil: random.of(SPOILS) }),
    faults: Array.from({ length: faults }, () => ({ at: random.below(SPAN), what: random.of(ERRNOS) })),
    acts: Array.from({ length: acts }, () => ({ at: random.below(SPAN), what: random.of(ACTS) })),
    ...(random.once(12) && { lazy: true }),
    ...(random.once(4) && { view: random.of(["temporary", "read-only"] as const) }),
    ...(random.once(4) && { sought: sought(random) }),
    ...(random.once(4) && { maps: mapping(random) }),
    ...(random.once(5) && { crash: random.below(SPAN), ...relapses(random) }),
    ...(random.once(14) && { kind: "erofs", images: random.of(IMAGES), words: random.of(EROFS_WORDS), below: [] }),
    ...(random.once(8) && { ordinary: true, ...(random.once(2) && { others: random.of(OTHERS) }) }),
  };
}
