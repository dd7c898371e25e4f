/** Shared cases that are not simulated, each with the reason. */
import type { Case } from "../cases/case.ts";

/** Why a need of a case is not met by the simulation. */
const NEEDS: Readonly<Record<string, string>> = {
  loop: "there are no loop devices in the simulation",
  "idmapped-scene": "no scene of the simulation has id-mapped mounts",
  "mkfs-erofs": "there is no EROFS in the simulation",
  "erofs-file": "there is no EROFS in the simulation",
};

/** Why a case is not simulated; undefined: it is. */
export function notSimulated({ needs = [] }: Case): string | undefined {
  return needs.map((need) => NEEDS[need]).find((reason) => reason !== undefined);
}
