import type { Test } from "uvu";
import { mount } from "../../host/index.ts";
import type { Case, Need } from "../cases/case.ts";
import type { Driver } from "../cases/driver.ts";
import { missingErofsFile, missingMkfsErofs } from "../cases/erofs.ts";
import { missingIdmap } from "../cases/idmap.ts";
import { missingLoop } from "../cases/loop.ts";
import { missingOverlay } from "../cases/overlay.ts";
import { Place } from "../cases/place.ts";
import { overlayCase } from "../cases/requests.ts";
import { runCase } from "../cases/run.ts";
import { ROOT } from "../model/layers.ts";
import { missingBytes } from "../support/names.ts";
import { missingRoot, testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";

let state: string | undefined;

/** The state directory of this test process, away from the machine's own. */
export function stateDirectory(): string {
  state ??= temporary("state").path;
  return state;
}

const missing = new Map<Need, string | undefined>();

function lookFor(need: Need): string | undefined {
  if (need === "root") return missingRoot();
  if (need === "bytes") return missingBytes;
  if (need === "overlay") return missingOverlay();
  if (need === "idmap" || need === "idmapped-scene") return missingIdmap();
  if (need === "mkfs-erofs") return missingMkfsErofs();
  if (need === "erofs-file") return missingErofsFile();
  return need === "loop" ? missingLoop() : undefined;
}

/** The library on this kernel. */
export const library: Driver = {
  name: "library",
  abilities: ROOT,
  missing(need) {
    if (!missing.has(need)) missing.set(need, lookFor(need));
    return missing.get(need);
  },
  mount: (request, options) => mount(request, { state: stateDirectory(), ...options }),
};

/**
 * One mount and unmount before anything is compared: the probe, the shim and the first
 * session stay open for the life of the process and are no leak.
 */
export async function warmUpBy(driver: Driver): Promise<void> {
  const place = new Place("warm-up", driver.abilities);
  try {
    const mounted = await driver.mount(overlayCase(place, place.stack(2).lowers, place.top()).request);
    await mounted.unmount();
  } finally {
    place.remove();
  }
}

/** The same for the library as it is. */
export function warmUp(): Promise<void> {
  return warmUpBy(library);
}

/** Adds a case as a test, or as a skip that says what is missing. */
export function addCase(test: Test, one: Case, driver: Driver): void {
  const missing = (one.needs ?? []).map((need) => driver.missing(need)).find((reason) => reason !== undefined);
  testUnless(test, missing, one.name, async () => {
    await runCase(one, driver);
  });
}
