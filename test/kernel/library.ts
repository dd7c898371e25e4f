import { mount } from "../../host/index.ts";
import type { Need } from "../cases/case.ts";
import type { Driver } from "../cases/driver.ts";
import { missingLoop } from "../cases/loop.ts";
import { Place } from "../cases/place.ts";
import { overlayCase } from "../cases/requests.ts";
import { ROOT } from "../model/layers.ts";
import { missingRoot } from "../support/skip.ts";
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
export async function warmUp(): Promise<void> {
  const place = new Place("warm-up");
  try {
    const mounted = await library.mount(overlayCase(place, place.stack(2).lowers, place.top()).request);
    await mounted.unmount();
  } finally {
    place.remove();
  }
}
