/**
 * Requests and capabilities for the property tests: hostile names, shared and far directories, every kernel and less.
 */
import fc from "fast-check";
import type { Capabilities, Features, MountRequest } from "../../host/planner/generated/types.ts";
import { bytes } from "../support/names.ts";
import { KERNELS, vector } from "./vectors.ts";

/** Paths are one character a byte, as everywhere in the tests. */
const BYTES = 'ab1:,\\"\n \xff\x80.=+';

const short = fc
  .string({ unit: fc.constantFrom(...BYTES), minLength: 1, maxLength: 6 })
  .filter((name) => name !== "." && name !== "..");

/** Names around what a value of fsconfig and a name of a file system hold. */
const long = fc
  .tuple(short, fc.integer({ min: 60, max: 255 }), fc.constantFrom("x", ":"))
  .map(([name, length, fill]) => name.padEnd(length, fill));

const name = fc.oneof(
  { weight: 8, arbitrary: short },
  { weight: 1, arbitrary: long },
  { weight: 1, arbitrary: fc.constant("..") },
);

/** Slashes as people and programs write them. */
const slash = fc.oneof(
  { weight: 20, arbitrary: fc.constant("/") },
  { weight: 1, arbitrary: fc.constantFrom("//", "/./", "///") },
);

const below = (directory: string, depth: number) =>
  fc
    .array(fc.tuple(slash, name), { minLength: 1, maxLength: depth })
    .map((parts) => directory + parts.map(([between, part]) => between + part).join(""));

const directory = below("", 4);

/** Directories that layers lie in; a few, so that they share them. */
const layered = fc.tuple(fc.array(directory, { minLength: 1, maxLength: 4 }), fc.boolean()).chain(([homes, many]) => {
  const layer = fc.constantFrom(...homes).chain((home) => below(home, 2));
  const counts = many ? { minLength: 20, maxLength: 90 } : { minLength: 1, maxLength: 8 };
  return fc.tuple(fc.array(layer, counts), fc.constantFrom(...homes, "/far/away"));
});

const top = (home: string) => fc.option(fc.tuple(below(home, 2), below(home, 2)), { nil: undefined });

const WORDS = [
  "volatile",
  "index=off",
  'context="a,b:c"',
  "metacopy=on",
  `x${"y".repeat(254)}`,
  "nosuid",
  "ro",
  "sync",
  "relatime",
];

const options = fc.subarray(WORDS, { maxLength: 3 });

/** An overlay as a caller asks for it, its paths one character a byte. */
export interface Asked {
  readonly lowers: readonly string[];
  readonly upper?: string;
  readonly work?: string;
  readonly options: readonly string[];
  readonly source: string;
  readonly request: Omit<MountRequest, "mounts" | "target">;
}

const source = fc.oneof(
  fc.constant(""),
  fc.integer({ min: 1, max: 300 }).map((length) => "s".repeat(length)),
);

const rest = fc.record({
  makeTarget: fc.boolean(),
  proof: fc.constantFrom("none", "kernel", "identity" as const),
  way: fc.option(fc.constantFrom("relative", "prefix", "strings", "descriptors", "mixed" as const), {
    nil: undefined,
    freq: 2,
  }),
  // What lies inside what is a test of its own: here it would refuse most of what is drawn.
  allow: fc.constant({ upperInsideLower: true, chownUpper: false }),
  view: fc.constant("asked"),
});

/** An overlay of one to ninety layers. */
export const asked: fc.Arbitrary<Asked> = layered.chain(([lowers, home]) =>
  fc.tuple(top(home), options, source, rest).map(([tops, words, from, request]) => {
    const [upper, work] = tops ?? [];
    const both = upper === undefined || work === undefined ? {} : { upper, work };
    return { lowers, ...both, options: words, source: from, request };
  }),
);

/** The request of it, at /target. */
export function requestOf({ lowers, upper, work, options, source, request }: Asked): MountRequest {
  const mount = {
    fstype: "overlay",
    source,
    target: "",
    options: options.map(bytes),
    lowers: lowers.map(bytes),
    upper: upper === undefined ? undefined : bytes(upper),
    work: work === undefined ? undefined : bytes(work),
  };
  return { ...request, mounts: [mount], target: "/target" };
}

const kernel = fc.constantFrom(...KERNELS).map(vector);

const LOWERABLE = [
  "ownCwd",
  "procFdLayers",
  "procFd",
  "fsopen",
  "lowerdirPlus",
  "lowerdirFd",
  "upperdirFd",
  "mountSetattr",
];
const SEEING = ["openat2", "uniqueMountId", "statmount", "optionText", "optionArray", "moveMount", "optionKeys"];

/** A kernel's vector, often with some features less and smaller budgets. */
export const capabilities: fc.Arbitrary<Capabilities> = fc
  .tuple(
    kernel,
    fc.subarray([...LOWERABLE, ...SEEING], { maxLength: 4 }),
    fc.constantFrom(4096, 4096, 16384, 65536, 1024, 256),
    fc.constantFrom(255, 255, 255, 40),
    fc.constantFrom(4096, 4096, 4096, 512),
    fc.constantFrom(0, 0, 0, 300, 4095),
    fc.constantFrom(500, 500, 500, 4),
    fc.constantFrom("full", "full", "namespaced" as const),
  )
  .map(([known, without, pageSize, valueMax, pathMax, fsconfigTotal, lowerMax, privilege]) => {
    const features = Object.entries(known.features).map(([feature, has]) => [
      feature,
      has && !without.includes(feature),
    ]);
    return {
      pageSize,
      valueMax,
      lowerMax,
      pathMax,
      fsconfigTotal,
      features: Object.fromEntries(features) as unknown as Features,
      privilege,
    };
  });
