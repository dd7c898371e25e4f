/** Id-mapped layers and binds. */
import { statSync } from "node:fs";
import type { Mount, Mounted, Options } from "../../host/index.ts";
import { attachMapped } from "../support/idmap.ts";
import { MS } from "../support/libc.ts";
import { bytes } from "../support/names.ts";
import { type Built, type Case, failed, mounted, refused, WAYS, type Way } from "./case.ts";
import { owners } from "./idmap-owners.ts";
import { ranges } from "./idmap-ranges.ts";
import { HOST, MAPS, mapped, mappedBind, mapping, ownedByHost } from "./mapped.ts";
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

/** The strings of a context cannot name what is not beneath the working directory. */
const ways: readonly Case[] = WAYS.flatMap((way) => [
  mapping(`layers by ${way}, of a clone that nobody sees`, (place) => writable(place, { way }), mounted(way)),
  mapping(
    `layers by ${way}, of a clone that is attached for a while`,
    (place) => writable(place, { way, options: ATTACHED }),
    mounted(way),
  ),
]);

/** Layers of which one lies on a mount of its own, and one is reached through a symlink. */
function scattered(place: Place): string[] {
  const { lowers } = place.stack(3);
  const alone = place.make("layers/alone");
  // Of the same kind: not every kernel maps a tmpfs (6.1 does not).
  place.make("own");
  place.file("own/own");
  place.attach("none", place.at("own"), alone, MS.bind);
  place.make("elsewhere");
  place.file("elsewhere/linked");
  return [...lowers, alone, place.link("layers/link", place.at("elsewhere"))];
}

const clones: readonly Case[] = [
  mapping("a layer on a mount of its own and one behind a symlink have clones of their own", (place) =>
    writable(place, { lowers: scattered(place) }),
  ),
  mapping("the same by descriptors", (place) => writable(place, { lowers: scattered(place), way: "descriptors" })),
  mapping("the same with clones that are attached for a while", (place) =>
    writable(place, { lowers: scattered(place), options: ATTACHED }),
  ),
  mapping("a mount among the layers that cannot be mapped is not taken along", (place) => {
    const { lowers } = place.stack(3);
    place.attach("ramfs", "ramfs", place.make("layers/snapshots/alone"), 0, "mode=755");
    return writable(place, { lowers });
  }),
  mapping(
    "layers of which one cannot be mapped",
    (place) => {
      const { lowers } = place.stack(2);
      const alone = place.attach("ramfs", "ramfs", place.make("layers/alone"), 0, "mode=755");
      return writable(place, { lowers: [...lowers, alone] });
    },
    refused("idmap.filesystem"),
  ),
  mapping("read-only layers", (place) => {
    const { lowers } = place.stack(3);
    const built = overlayCase(place, lowers);
    const shows = (built.shows ?? []).map(mapped);
    return { ...built, request: request(place, [overlay(lowers, undefined, MAPS)]), shows };
  }),
  mapping("proved by identity", (place) => {
    const built = writable(place);
    return { ...built, request: { ...built.request, proof: "identity" } };
  }),
  mapping("not proved at all", (place) => {
    const built = writable(place);
    return { ...built, request: { ...built.request, proof: "none" } };
  }),
  mapping(
    "a layer is missing, and the clone goes again",
    (place) => {
      const { lowers } = place.stack(3);
      return writable(place, { lowers: [...lowers, place.at("layers/none")], options: ATTACHED });
    },
    refused("layer.missing", { layer: 3 }),
  ),
  mapping(
    "the same layer twice: the kernel refuses when the clone is attached",
    (place) => {
      const { lowers } = place.stack(3);
      return writable(place, { lowers: [...lowers, ...lowers.slice(0, 1)], options: ATTACHED });
    },
    failed("layer.duplicate"),
  ),
];

function isReadOnly({ mounts }: Mounted): void {
  if (mounts[0]?.readOnly !== true) throw new Error("it is not read-only");
  if (mounts[0].uidMap.length === 0 || mounts[0].gidMap.length === 0) throw new Error("it has no maps");
}

const binds: readonly Case[] = [
  mapping("bind and ro is one mount, and mapped", (place) => ({
    ...mappedBind(place, ["rbind", "ro", ...MAPS]),
    check: isReadOnly,
  })),
  mapping("bind and rw", (place) => mappedBind(place, ["bind", ...MAPS])),
  mapping("maps that are typed", (place) => {
    const map = [{ container: 0, host: HOST, size: 65_536 }];
    return mappedBind(place, ["bind", "ro"], { uidMap: map, gidMap: map });
  }),
  mapping("an overlay of one layer is a bind", (place) => {
    const { lowers } = place.stack(1);
    const shows = [mapped(showsDirectory(lowers[0] ?? ""))];
    return { request: request(place, [overlay(lowers, undefined, MAPS)]), shows, check: isReadOnly };
  }),
  mapping(
    "a file system that cannot be mapped",
    (place) => mappedBind(place, ["bind", ...MAPS], { source: "/proc" }),
    refused("idmap.filesystem"),
  ),
  mapping("a list: maps that are made once, and others", (place) => {
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
    ...mapping(
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
  mapping(
    "a file system of its own",
    (place) => ({
      request: request(place, [{ type: "tmpfs", source: "tmpfs", options: MAPS }]),
    }),
    refused("idmap.plain"),
  ),
];

export const idmaps: readonly Case[] = [...ways, ...clones, ...owners, ...binds, ...ranges];
