/** Random requests and capability vectors, the same ones for the same seed. */
import type { Capabilities, Claim, Features, MountIdentityInput, Request } from "../../host/planner/generated/types.ts";
import { Random } from "../model/random.ts";
import { bytes } from "../support/names.ts";
import { lent } from "./random-maps.ts";
import { mountList } from "./random-mounts.ts";
import { letters, path } from "./random-names.ts";
import { recoverRequest } from "./random-turns.ts";
import { userRequest } from "./random-user.ts";

/** What a run begins with. */
export interface Beginning {
  readonly request: Request;
  readonly capabilities: Capabilities;
}

export const FEATURES = [
  ...["ownCwd", "procFd", "procFdLayers", "fsopen", "lowerdirPlus", "lowerdirFd", "lowerdirFdRdonly", "upperdirFd"],
  ...["datadirPlus", "dataOnly", "openTree", "mountSetattr", "moveMount", "openat2", "uniqueMountId", "statmount"],
  ...["optionText", "optionArray", "overlay", "bind", "optionKeys", "fsyncVolatile", "procMount"],
  ...["userNamespace", "idmap", "idmappedLayers", "detachedLayers"],
] as const satisfies readonly (keyof Features)[];

/**
 * Features that an older kernel lacks, oldest kernel first: the vectors of real kernels are beginnings of such a list.
 */
const BY_AGE: readonly (readonly (keyof Features)[])[] = [
  ["ownCwd", "procFd", "procFdLayers", "overlay", "bind", "fsopen", "moveMount", "openTree", "openat2", "procMount"],
  ["mountSetattr", "userNamespace", "idmap", "idmappedLayers"],
  ["optionKeys", "lowerdirPlus", "datadirPlus", "dataOnly"],
  ["uniqueMountId", "statmount"],
  ["optionText", "lowerdirFdRdonly"],
  ["optionArray", "lowerdirFd", "upperdirFd", "fsyncVolatile", "detachedLayers"],
];

function features(random: Random): Features {
  const age = random.once(3) ? 1 + random.below(BY_AGE.length) : BY_AGE.length;
  const has = new Set(BY_AGE.slice(0, age).flat());
  const shaken = random.once(2) ? 1 + random.below(4) : 0;
  for (let i = 0; i < shaken; i++) has.delete(random.of(FEATURES));
  if (random.once(12)) for (const feature of FEATURES) if (random.once(2)) has.delete(feature);
  return Object.fromEntries(FEATURES.map((feature) => [feature, has.has(feature)])) as unknown as Features;
}

/** A kernel's, an older kernel's, or one that no kernel has. */
export function capabilities(random: Random): Capabilities {
  const odd = random.once(20);
  return {
    pageSize: random.once(3) ? random.of([16384, 65536, 512, 128]) : 4096,
    valueMax: random.once(12) ? random.of([0, 16, 64, 4096]) : 255,
    lowerMax: odd ? random.of([0, 2, 1000, 4096, 4097, 0xffffffff]) : random.once(5) ? 4096 : 500,
    pathMax: odd ? random.of([0, 64, 0x80000000]) : 4096,
    fsconfigTotal: random.once(12) ? random.of([64, 256, 4094]) : 0,
    features: features(random),
    privilege: random.once(5) ? (random.once(12) ? "none" : "namespaced") : "full",
  };
}

/** Recorded mounts; ids that do not fit a double are as frequent as others. */
export function identities(random: Random, count: number): MountIdentityInput[] {
  return Array.from({ length: count }, (_, i) => ({
    target: bytes(i === 0 ? "" : random.of(["", "proc", "a/b", "..", "dev"])),
    mountId: BigInt(random.below(2 ** 32)) << BigInt(random.below(33)),
    unique: !random.once(3),
    devMajor: random.below(4096),
    devMinor: random.below(1 << 20),
    ino: BigInt(random.below(2 ** 32)) << BigInt(random.below(33)),
    tree: random.below(4) === 0,
  }));
}

/** What a host adds that records its runs. */
function ofHost(random: Random): { readonly token?: Uint8Array; readonly journal?: number } {
  if (!random.once(2)) return {};
  const token = bytes(random.once(20) ? random.of(["", "a b", letters(random, 65)]) : letters(random, 12));
  const journal = random.once(20) ? random.of([0, 223, 254, 0xffffffff]) : 253;
  return { token, ...(random.once(4) ? {} : { journal }) };
}

/** Directories of other overlays; one that is gone is nobody's. */
function claims(random: Random): Claim[] {
  return Array.from({ length: random.below(4) }, () => ({
    mount: random.below(8),
    directory: bytes(path(random)),
    other: bytes(path(random)),
    state: random.of(["gone", "gone", "mounted", "begun", "listed", "unfinished", "elsewhere"] as const),
  }));
}

function request(random: Random): Request {
  const draw = random.below(100);
  const target = bytes(random.once(40) ? random.of(["/", "", "/a/../b", "relative"]) : path(random));
  if (draw < 70) {
    const way = random.once(3)
      ? random.of(["relative", "prefix", "strings", "descriptors", "mixed"] as const)
      : undefined;
    const proof = random.of(["none", "kernel", "kernel", "identity"] as const);
    const view = random.of(["asked", "asked", "asked", "temporary", "read-only"] as const);
    const allow = { upperInsideLower: random.once(6), chownUpper: random.once(6) };
    const asked = { mounts: mountList(random), target, makeTarget: random.once(3), proof, way, allow, view };
    return { tag: "mount", value: { ...asked, ...ofHost(random), ...lent(random) } };
  }
  const mounts = identities(random, random.once(3) ? 1 + random.below(4) : 1);
  if (draw < 85) {
    const patience = random.once(10) ? random.of([60000, 60001, 0xffffffff]) : random.of([0, 5, 300]);
    const any = random.once(3);
    const listed = any || random.once(20) ? [] : mounts;
    const made = random.once(2) ? undefined : { devMajor: 0, devMinor: 51, ino: BigInt(random.below(4)) };
    const [removeTarget, lazy] = [random.once(3), random.once(4)];
    const elsewhere = random.once(5) ? random.below(3) : 0;
    const value = { target, mounts: listed, any, patience, lazy, removeTarget, elsewhere, ...(made && { made }) };
    return { tag: "unmount", value };
  }
  if (draw < 89) return userRequest(random, target);
  if (draw < 93) return { tag: "check", value: { target, mounts } };
  if (draw < 94) return { tag: "claims", value: { target, claims: claims(random) } };
  if (draw < 97) return { tag: "recover", value: recoverRequest(random, target) };
  const token = random.once(8) ? random.of(["", "no/", letters(random, 65)]) : letters(random, 1 + random.below(64));
  return { tag: "probe", value: { directory: target, token: bytes(token), attach: random.once(3) } };
}

/** The beginning of the run with this seed. */
export function randomRun(seed: number): Beginning {
  const random = new Random(seed);
  const asked = request(random);
  const found = capabilities(random);
  const large = asked.tag === "mount" && asked.value.mounts.some(({ lowers }) => lowers.length > 1000);
  return { request: asked, capabilities: large ? { ...found, lowerMax: 4096 } : found };
}
