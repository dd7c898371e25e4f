/** Shared cases that are not simulated here, each with the reason. */
import type { Case, Need } from "../cases/case.ts";
import { missingErofsFile, missingMkfsErofs } from "../cases/erofs.ts";
import { missingLoop } from "../cases/loop.ts";
import { ordinaryLibrary } from "../ordinary/library.ts";
import { missingDisk, onTheDisk } from "./on-disk.ts";

export const NOT_SIMULATED = "no scene of the simulation has id-mapped mounts";

function reasonOf(need: Need, { needs }: Case): string | undefined {
  if (need === "idmapped-scene") return NOT_SIMULATED;
  if (need === "loop") return missingLoop();
  if (need === "mkfs-erofs") return missingMkfsErofs();
  if (need !== "erofs-file") return undefined;
  // What only root can do has mounted the image before.
  return missingMkfsErofs() ?? missingDisk() ?? (needs?.includes("root") ? onTheDisk(missingErofsFile) : undefined);
}

/** Why a case is not simulated; undefined: it is. */
export function notSimulated(one: Case): string | undefined {
  return one.needs?.map((need) => reasonOf(need, one)).find((reason) => reason !== undefined);
}

/** Why a case is not simulated for an ordinary user; undefined: it is. */
export function notForOrdinary(one: Case): string | undefined {
  return one.needs?.map((need) => ordinaryLibrary.missing(need)).find((reason) => reason !== undefined);
}
