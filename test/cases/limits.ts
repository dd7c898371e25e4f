import { probe } from "../../host/index.ts";
import { type Case, failed } from "./case.ts";
import type { Place } from "./place.ts";
import { overlayCase } from "./requests.ts";
import { shelf } from "./shelf.ts";

/** One more than OVL_MAX_STACK. */
const TOO_MANY = 501;

/** An overlay of the scene's, of two layers. */
function lowerOverlay(place: Place, name: string, lowers: readonly string[]): string {
  return place.attach("overlay", name, place.make(name), 0, `lowerdir=${lowers.join(":")}`);
}

/** What the kernel refuses with a bare number, of which each kernel has its own (kernels.md). */
export const limits: readonly Case[] = [
  {
    name: "501 layers, although the planner is told that the kernel takes as many",
    expect: [failed("budget.lower", { mount: 0 })],
    build: async (place) => {
      const { capabilities } = await probe();
      const built = overlayCase(place, shelf(place, TOO_MANY).lowers);
      return { ...built, options: { capabilities: { ...capabilities, lowerMax: TOO_MANY } } };
    },
  },
  {
    name: "an overlay over an overlay over an overlay",
    needs: ["overlay"],
    expect: [failed("overlay.depth", { layer: 1 })],
    build: (place) => {
      const { lowers } = place.stack(4);
      const first = lowerOverlay(place, "first", lowers.slice(0, 2));
      const second = lowerOverlay(place, "second", [first, lowers[2] ?? ""]);
      return overlayCase(place, [lowers[3] ?? "", second]);
    },
  },
];
