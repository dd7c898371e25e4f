import { existsSync } from "node:fs";
import { KERNELS_OWN } from "../model/layers.ts";
import { onDisk } from "../support/names.ts";
import type { Built, Case } from "./case.ts";
import { mounted, refused } from "./case.ts";
import type { Place } from "./place.ts";
import { overlay, overlayWords, request, showsDirectory, showsLayers } from "./requests.ts";

const VOLATILE = `/${KERNELS_OWN}/incompat/volatile`;

/** Layers, a top with changes in it, and a list that names them: to be read, everything of it is a layer. */
function readOnly(place: Place, options: readonly string[] = [], worded = true): Built {
  const { lowers } = place.stack(3);
  const top = place.top("top", 7);
  const mount = worded ? overlayWords(lowers, top, options) : overlay(lowers, top, options);
  const layers = [top.upper, ...lowers];
  return {
    request: { ...request(place, [mount]), view: "read-only" },
    shows: [showsLayers(place, layers)],
    lowers: layers,
  };
}

/** Views: what containerd's WithTempMount and WithReadonlyTempMount mount (containerd.md §1.5). */
export const views: readonly Case[] = [
  {
    name: "a read-only view of a writable list",
    expect: [mounted()],
    build: (place) => ({
      ...readOnly(place),
      check: ({ layers, mounts }) => {
        if (layers !== 4 || !mounts[0]?.readOnly) throw new Error(`${layers} layers, ${mounts[0]?.readOnly}`);
      },
    }),
  },
  {
    name: "a read-only view of typed layers",
    expect: [mounted()],
    build: (place) => readOnly(place, [], false),
  },
  {
    name: "a read-only view of a volatile list leaves no mark",
    expect: [mounted()],
    build: (place) => {
      const built = readOnly(place, ["volatile"]);
      const check = () => {
        if (existsSync(onDisk(place.at(`top/work${VOLATILE}`))))
          throw new Error("the mark of a volatile mount is there");
      };
      return { ...built, check };
    },
  },
  {
    name: "a read-only view of one layer and an upperdir",
    expect: [mounted()],
    build: (place) => {
      const { lowers } = place.stack(1);
      const top = place.top("top", 7);
      const layers = [top.upper, ...lowers];
      const asked = { ...request(place, [overlayWords(lowers, top)]), view: "read-only" } as const;
      return { request: asked, shows: [showsLayers(place, layers)], lowers: layers };
    },
  },
  {
    name: "a read-only view of one layer alone is a bind",
    expect: [mounted()],
    build: (place) => {
      const [layer = ""] = place.stack(1).lowers;
      const asked = { ...request(place, [overlayWords([layer])]), view: "read-only" } as const;
      return { request: asked, shows: [showsDirectory(layer)], lowers: [layer] };
    },
  },
  {
    name: "a read-only view of a writable bind",
    expect: [mounted()],
    build: (place) => {
      const [layer = ""] = place.stack(1).lowers;
      const bind = { type: "bind", source: layer, options: ["rbind", "rw"] };
      const check: Built["check"] = ({ mounts }) => {
        if (!mounts[0]?.readOnly) throw new Error("it can be written to");
      };
      return { request: { ...request(place, [bind]), view: "read-only" }, shows: [showsDirectory(layer)], check };
    },
  },
  {
    name: "an upperdir alone is no layer, not even to be read",
    expect: [refused("overlay.no-lower")],
    build: (place) => {
      const { upper, work } = place.top("top", 7);
      const mount = { type: "overlay", options: [`upperdir=${upper}`, `workdir=${work}`] };
      return { request: { ...request(place, [mount]), view: "read-only" } };
    },
  },
  {
    name: "a writable view of a volatile list leaves no mark, and says so",
    expect: [mounted()],
    build: (place) => {
      const { lowers } = place.stack(3);
      const top = place.top("top", 7);
      const mount = overlayWords(lowers, top, ["volatile"]);
      const check: Built["check"] = ({ warnings }) => {
        const rules = warnings.map(({ rule }) => rule).filter((rule) => rule.startsWith("view."));
        if (rules.join() !== "view.volatile") throw new Error(`warned of ${rules}`);
      };
      const asked = { ...request(place, [mount]), view: "temporary" } as const;
      return { request: asked, shows: [showsLayers(place, [top.upper, ...lowers])], lowers, upper: top.upper, check };
    },
  },
];
