import { ROOT } from "../model/layers.ts";
import { Place } from "./place.ts";

/** Why no overlay can be mounted here at all, or undefined where it can: by mount(2), not by the library. */
export function missingOverlay(): string | undefined {
  const place = new Place("any-overlay", ROOT);
  try {
    place.attach("overlay", "overlay", place.target, 0, `lowerdir=${place.make("a")}:${place.make("b")}`);
    return undefined;
  } catch (error) {
    return `needs an overlay: ${error instanceof Error ? error.message : error}`;
  } finally {
    place.remove();
  }
}
