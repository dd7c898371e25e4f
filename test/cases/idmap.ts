import { attachMapped } from "../support/idmap.ts";
import { missingRoot } from "../support/skip.ts";
import { Place } from "./place.ts";

/** Why no directory can be id-mapped here, or undefined where it can: without the library. */
export function missingIdmap(): string | undefined {
  const root = missingRoot();
  if (root !== undefined) return root;
  const place = new Place("any-idmap");
  try {
    attachMapped(place.make("source"), place.target, 100_000);
    place.attached(place.target);
    return undefined;
  } catch (error) {
    return `id-mapped mounts: ${error instanceof Error ? error.message.replace(/ of .*/, "") : error}`;
  } finally {
    place.remove();
  }
}
