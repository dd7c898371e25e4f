import { shown } from "../../shown.ts";
import type { Listed, Listing, Standing } from "../../types.ts";
import type { Paint } from "../description.ts";
import type { JsonList } from "../json.ts";
import { jsonTarget } from "./path.ts";
import { rangesOf } from "./ranges.ts";
import { table } from "./table.ts";

export function listJson(listing: Listing): JsonList {
  const mounts = listing.mounts.map((listed) => ({
    ...jsonTarget(listed.target),
    mountId: String(listed.mountId),
    unique: listed.unique,
    way: listed.way ?? null,
    layers: listed.layers,
    planHash: listed.planHash,
    created: new Date(listed.created).toISOString(),
    standing: listed.standing,
    ...(listed.uidMap && listed.gidMap && { uidMap: rangesOf(listed.uidMap), gidMap: rangesOf(listed.gidMap) }),
    ...(listed.owner && { owner: listed.owner }),
    mounts: listed.mounts.map(({ target, mountId, standing }) => {
      return { ...jsonTarget(target), mountId: String(mountId), standing };
    }),
  }));
  const strays = listing.strays.map(({ rule, message, hint }) => ({ rule, message, hint }));
  return { ok: true, mounts, strays };
}

/** A line for each target, and one for each file that is not trusted. */
export function listText(listing: Listing, paint: Paint): string {
  if (listing.mounts.length + listing.strays.length === 0) return "nothing is mounted\n";
  const rows = listing.mounts.map((listed) => row(listed, paint));
  const title = ["TARGET", "STANDING", "MOUNTS", "LAYERS", "WAY", "MAPS", "MOUNT ID", "SINCE", "AGE", "OWNER"].map(
    paint.dim,
  );
  const strays = listing.strays.map(({ message, hint }) => `${paint.yellow("note:")} ${message}; ${hint}\n`);
  return (rows.length > 0 ? table([title, ...rows], "") : "") + strays.join("");
}

function row(listed: Listed, paint: Paint): string[] {
  return [
    paint.bold(shown(listed.target)),
    colour(listed.standing, paint)(listed.standing),
    String(listed.mounts.length),
    String(listed.layers),
    listed.way ?? "",
    listed.uidMap ? mapText(listed.uidMap) : "",
    String(listed.mountId),
    `${new Date(listed.created).toISOString().slice(0, 19)}Z`,
    age(Date.now() - listed.created),
    listed.owner ?? "",
  ];
}

/** The first range, and that there are more. */
function mapText(map: Uint8Array): string {
  const [first, ...more] = rangesOf(map);
  const text = first ? `${first.container}:${first.host}:${first.size}` : "";
  return more.length > 0 ? `${text},…` : text;
}

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
] as const;

/** In the largest unit of which there is one. */
function age(milliseconds: number): string {
  const [size, unit] = UNITS.find(([size]) => milliseconds >= size) ?? [1000, "s"];
  return `${Math.floor(milliseconds / size)} ${unit}`;
}

function colour(standing: Standing, paint: Paint): (text: string) => string {
  if (standing === "ours") return paint.green;
  return standing === "elsewhere" ? paint.dim : paint.red;
}
