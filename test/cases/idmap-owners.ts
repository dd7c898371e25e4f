/** Whose the upperdir of an id-mapped overlay may be. */
import { chownSync, lstatSync } from "node:fs";
import type { Mount } from "../../host/index.ts";
import { attachMapped } from "../support/idmap.ts";
import { type Built, type Case, failed, refused } from "./case.ts";
import { HOST, MAPS, mapping } from "./mapped.ts";
import type { Place } from "./place.ts";
import { overlay, overlayCase, request } from "./requests.ts";

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

export const owners: readonly Case[] = [
  mapping("an upperdir of nobody in the container", (place) => owned(place, 0, 0), refused("idmap.upper-owner")),
  mapping("an upperdir whose group is nobody's", (place) => owned(place, HOST, 0), refused("idmap.upper-owner")),
  mapping("an upperdir of somebody else in the container", (place) => owned(place, HOST + 33, HOST + 33)),
  mapping("an upperdir is given to root of the maps when that is allowed", (place) => {
    const built = owned(place, 0, 0, { allow: { chownUpper: true } });
    return { ...built, upper: place.at("nowhere") };
  }),
  mapping(
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
    ...mapping(
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
    // That a mount is mapped is told by statmount(2), and before it only by an overlay that cannot be written to.
    blind: [failed("verify.read-only")],
    needs: ["idmapped-scene"],
  },
];
