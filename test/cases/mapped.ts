/** What is seen of layers by the maps that the id-mapped cases have. */
import type { Mount } from "../../host/index.ts";
import { bytes } from "../support/names.ts";
import { shiftOwners } from "../support/owners.ts";
import { type Built, type Case, type Expect, mounted, type Show } from "./case.ts";
import type { Place } from "./place.ts";
import { request, showsDirectory } from "./requests.ts";

/** The first id of the host that the container has. */
export const HOST = 100_000;

/** The maps of containerd's remapped lists. */
export const MAPS: readonly string[] = [`uidmap=0:${HOST}:65536`, `gidmap=0:${HOST}:65536`];

/** The same tree as it is seen by those maps; what has ids of the host already keeps them. */
export function mapped({ at, tree }: Show): Show {
  const shifted = (id: string) => (Number(id) < HOST ? String(Number(id) + HOST) : id);
  const owner = (ids: string) => ids.split(":").map(shifted).join(":");
  return { at, tree: () => new Map([...tree()].map(([name, one]) => [name, { ...one, owner: owner(one.owner) }])) };
}

/** An upperdir as a snapshotter leaves it: what is written belongs to ids of the host. */
export function ownedByHost(upper: string): void {
  shiftOwners(upper, HOST);
}

/** A bind of a directory with a file in it. */
export function mappedBind(place: Place, options: readonly string[], more: Partial<Mount> = {}): Built {
  const source = place.make("source");
  place.file("source/file");
  const root: Mount = { type: "bind", source: bytes(source), options, ...more };
  return { request: request(place, [root]), shows: [mapped(showsDirectory(source))] };
}

/** A case that needs id maps. */
export function mapping(name: string, build: (place: Place) => Built, expect: Expect = mounted()): Case {
  return { name: `id maps: ${name}`, needs: ["idmap"], expect: [expect], build };
}
