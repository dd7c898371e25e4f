/** Id-mapped layers and binds. */
import { chownSync, lstatSync, statSync } from "node:fs";
import type { Mount, Mounted, Options } from "../../host/index.ts";
import { attachMapped } from "../support/idmap.ts";
import { bytes } from "../support/names.ts";
import { type Built, type Case, type Expect, failed, mounted, refused, WAYS, type Way } from "./case.ts";
import { HOST, MAPS, mapped, ownedByHost } from "./mapped.ts";
import type { Place } from "./place.ts";
import { overlay, overlayCase, request, showsDirectory } from "./requests.ts";

/** As on kernels that take no layers of clones that are attached nowhere. */
const ATTACHED: Options = { lower: ["detached-layers"] };

interface Choice {
  readonly way?: Way;
  readonly options?: Options;
  readonly lowers?: readonly string[];
  readonly words?: readonly string[];
}

/** A writable overlay of id-mapped layers; its upperdir belongs to the host. */
function writable(place: Place, { way, options, lowers, words = MAPS }: Choice = {}): Built {
  const top = place.top("top", 7);
  ownedByHost(top.upper);
  const layers = lowers ?? place.stack(3).lowers;
  const built = overlayCase(place, layers, top, way);
  const shows = (built.shows ?? []).map(mapped);
  return { ...built, ...(options && { options }), request: request(place, [overlay(layers, top, words)], way), shows };
}

function one(name: string, build: (place: Place) => Built, expect: Expect = mounted()): Case {
  return { name: `id maps: ${name}`, needs: ["idmap"], expect: [expect], build };
}

/** The strings of a context cannot name what is not beneath the working directory. */
const ways: readonly Case[] = WAYS.flatMap((way) => [
  one(`layers by ${way}, of a clone that nobody sees`, (place) => writable(place, { way }), mounted(way)),
  one(
    `layers by ${way}, of a clone that is attached for a while`,
    (place) => writable(place, { way, options: ATTACHED }),
    mounted(way),
  ),
]);

/** Layers of which one lies on a mount of its own, and one is reached through a symlink. */
function scattered(place: Place): string[] {
  const { lowers } = place.stack(3);
  const alone = place.make("layers/alone");
  place.attach("tmpfs", "own", alone, 0, "mode=755");
  place.file("layers/alone/own");
  place.make("elsewhere");
  place.file("elsewhere/linked");
  return [...lowers, alone, place.link("layers/link", place.at("elsewhere"))];
}

const clones: readonly Case[] = [
  one("a layer on a mount of its own and one behind a symlink have clones of their own", (place) =>
    writable(place, { lowers: scattered(place) }),
  ),
  one("the same by descriptors", (place) => writable(place, { lowers: scattered(place), way: "descriptors" })),
  one("the same with clones that are attached for a while", (place) =>
    writable(place, { lowers: scattered(place), options: ATTACHED }),
  ),
  one("a mount among the layers that cannot be mapped is not taken along", (place) => {
    const { lowers } = place.stack(3);
    place.attach("ramfs", "ramfs", place.make("layers/alone"), 0, "mode=755");
    return writable(place, { lowers });
  }),
  one(
    "layers of which one cannot be mapped",
    (place) => {
      const { lowers } = place.stack(2);
      const alone = place.attach("ramfs", "ramfs", place.make("layers/alone"), 0, "mode=755");
      return writable(place, { lowers: [...lowers, alone] });
    },
    refused("idmap.filesystem"),
  ),
  one("read-only layers", (place) => {
    const { lowers } = place.stack(3);
    const built = overlayCase(place, lowers);
    const shows = (built.shows ?? []).map(mapped);
    return { ...built, request: request(place, [overlay(lowers, undefined, MAPS)]), shows };
  }),
  one("proved by identity", (place) => {
    const built = writable(place);
    return { ...built, request: { ...built.request, proof: "identity" } };
  }),
  one("not proved at all", (place) => {
    const built = writable(place);
    return { ...built, request: { ...built.request, proof: "none" } };
  }),
  one(
    "a layer is missing, and the clone goes again",
    (place) => {
      const { lowers } = place.stack(3);
      return writable(place, { lowers: [...lowers, place.at("layers/none")], options: ATTACHED });
    },
    refused("layer.missing", { layer: 3 }),
  ),
  one(
    "the same layer twice: the kernel refuses when the clone is attached",
    (place) => {
      const { lowers } = place.stack(3);
      return writable(place, { lowers: [...lowers, ...lowers.slice(0, 1)], options: ATTACHED });
    },
    failed("layer.duplicate"),
  ),
];

function owned(place: Place, uid: number, gid: number, more: Partial<Built["request"]> = {}): Built {
  const { lowers } = place.stack(2);
  const top = place.top();
  chownSync(top.upper, uid, gid);
  const built = overlayCase(place, lowers, top);
  const check = () => {
    const seen = lstatSync(place.target);
    if (seen.uid < HOST || seen.gid < HOST) throw new Error(`the root belongs to ${seen.uid}:${seen.gid}`);
  };
  const { shows: _, ...rest } = built;
  return { ...rest, request: { ...request(place, [overlay(lowers, top, MAPS)]), ...more }, check };
}

const owners: readonly Case[] = [
  one("an upperdir of nobody in the container", (place) => owned(place, 0, 0), refused("idmap.upper-owner")),
  one("an upperdir whose group is nobody's", (place) => owned(place, HOST, 0), refused("idmap.upper-owner")),
  one("an upperdir of somebody else in the container", (place) => owned(place, HOST + 33, HOST + 33)),
  one("an upperdir is given to root of the maps when that is allowed", (place) => {
    const built = owned(place, 0, 0, { allow: { chownUpper: true } });
    return { ...built, upper: place.at("nowhere") };
  }),
  one(
    "its owner is given back when the mount fails",
    (place) => {
      const built = owned(place, 0, 0, { allow: { chownUpper: true } });
      const [root] = built.request.mounts;
      const mounts = [{ ...root, options: [...MAPS, "bogus=1"] } as Mount];
      return { ...built, request: { ...built.request, mounts } };
    },
    failed("kernel.refused"),
  ),
  {
    ...one(
      "an upperdir on a mount that is mapped itself, without an id for root",
      (place) => {
        const { lowers } = place.stack(2);
        const plain = place.make("plain");
        const top = { upper: place.make("plain/upper"), work: place.make("plain/work") };
        attachMapped(plain, place.attached(place.make("mapped")), HOST);
        const seen = { upper: place.at("mapped/upper"), work: place.at("mapped/work") };
        return { request: request(place, [overlay(lowers, seen, MAPS)]), lowers, upper: top.upper };
      },
      refused("idmap.upper-mapped"),
    ),
    needs: ["idmapped-scene"],
  },
];

/** A bind of a directory with a file in it. */
function bind(place: Place, options: readonly string[], more: Partial<Mount> = {}): Built {
  const source = place.make("source");
  place.file("source/file");
  const root: Mount = { type: "bind", source: bytes(source), options, ...more };
  return { request: request(place, [root]), shows: [mapped(showsDirectory(source))] };
}

function isReadOnly({ mounts }: Mounted): void {
  if (mounts[0]?.readOnly !== true) throw new Error("it is not read-only");
  if (mounts[0].uidMap.length === 0 || mounts[0].gidMap.length === 0) throw new Error("it has no maps");
}

const binds: readonly Case[] = [
  one("bind and ro is one mount, and mapped", (place) => ({
    ...bind(place, ["rbind", "ro", ...MAPS]),
    check: isReadOnly,
  })),
  one("bind and rw", (place) => bind(place, ["bind", ...MAPS])),
  one("maps that are typed", (place) => {
    const map = [{ container: 0, host: HOST, size: 65_536 }];
    return bind(place, ["bind", "ro"], { uidMap: map, gidMap: map });
  }),
  one("an overlay of one layer is a bind", (place) => {
    const { lowers } = place.stack(1);
    const shows = [mapped(showsDirectory(lowers[0] ?? ""))];
    return { request: request(place, [overlay(lowers, undefined, MAPS)]), shows, check: isReadOnly };
  }),
  one(
    "a file system that cannot be mapped",
    (place) => bind(place, ["bind", ...MAPS], { source: "/proc" }),
    refused("idmap.filesystem"),
  ),
  one("a list: maps that are made once, and others", (place) => {
    const built = writable(place);
    const other = ["uidmap=0:300000:1000,5000:5000:7", "gidmap=0:300000:1000"];
    const source = bytes(place.make("bound"));
    place.file("bound/file");
    const below = (target: string, options: readonly string[]): Mount => ({ type: "bind", source, target, options });
    const [root] = built.request.mounts;
    const mounts = [root as Mount, below("in-1", ["bind", "ro", ...MAPS]), below("in-2", ["bind", ...other])];
    for (const name of ["in-1", "in-2"]) place.make(`top/fs/${name}`);
    const check = () => {
      const owner = (at: string) => statSync(`${place.target}/${at}/file`).uid;
      if (owner("in-1") !== HOST || owner("in-2") !== 300_000) throw new Error(`${owner("in-1")} and ${owner("in-2")}`);
    };
    const { shows: _, lowers: __, ...rest } = built;
    return { ...rest, request: { ...built.request, mounts }, mounts: 3, check };
  }),
  {
    ...one(
      "a source that is mapped already",
      (place) => {
        place.make("plain");
        attachMapped(place.at("plain"), place.attached(place.make("source")), HOST);
        return {
          request: request(place, [{ type: "bind", source: bytes(place.at("source")), options: ["bind", ...MAPS] }]),
        };
      },
      refused("idmap.again"),
    ),
    needs: ["idmapped-scene"],
  },
  one(
    "a file system of its own",
    (place) => ({
      request: request(place, [{ type: "tmpfs", source: "tmpfs", options: MAPS }]),
    }),
    refused("idmap.plain"),
  ),
];

/** Maps that no kernel would take, or that wrap: the range that is wrong is named. */
const WRONG: readonly (readonly [rule: string, named: string, uid: string, gid?: string])[] = [
  ["idmap.alone", "the uid map", "uidmap=0:1:2", ""],
  ["idmap.format", "0:1", "uidmap=0:1"],
  ["idmap.format", "", "uidmap="],
  ["idmap.format", " 0:1:2", "uidmap= 0:1:2"],
  ["idmap.format", "0:1:2 ", "uidmap=0:1:2 "],
  ["idmap.format", "0:1:2:3", "uidmap=0:1:2:3"],
  ["idmap.format", "0x0:1:2", "uidmap=0:100:5,0x0:1:2"],
  ["idmap.negative", "0:-1:2", "uidmap=0:-1:2"],
  ["idmap.empty", "7:8:0", "uidmap=0:1:2,7:8:0"],
  ["idmap.overflow", "0:4294967296:1", "uidmap=0:4294967296:1"],
  ["idmap.overflow", "4294967295:0:1", "uidmap=4294967295:0:1"],
  ["idmap.overflow", "1:1:4294967295", "uidmap=1:1:4294967295"],
  ["idmap.overflow", "0:0:99999999999999999999", "uidmap=0:0:99999999999999999999"],
  ["idmap.overlap-container", "5:200:10", "uidmap=0:100:10,5:200:10"],
  ["idmap.overlap-host", "50:105:10", "uidmap=0:100:10,50:105:10"],
  ["idmap.many", "3400:3400:1", `uidmap=${Array.from({ length: 341 }, (_, i) => `${i * 10}:${i * 10}:1`).join()}`],
  ["idmap.long", ":1", `uidmap=${Array.from({ length: 250 }, (_, i) => `${4e9 + i}:${4e9 + i}:1`).join()}`],
];

const wrong: readonly Case[] = WRONG.map(([rule, named, uid, gid = "gidmap=0:1:2"], i) => ({
  name: `id maps: ${rule} ${i}`,
  expect: [{ outcome: "refused", rule, mount: 0, sentence: named }],
  build: (place) => bind(place, ["bind", uid, ...(gid === "" ? [] : [gid])]),
}));

export const idmaps: readonly Case[] = [...ways, ...clones, ...owners, ...binds, ...wrong];
