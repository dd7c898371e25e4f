import { renameSync, writeFileSync } from "node:fs";
import { MS } from "../support/libc.ts";
import { onDisk } from "../support/names.ts";
import { type Case, failed, mounted, ordinarily, refused, WAYS } from "./case.ts";
import { overlay, overlayCase, overlayWords, request, showsLayers } from "./requests.ts";
import { shelf } from "./shelf.ts";

const SIZE = 10;
const MIDDLE = 4;

/** Which layer it was must be said by every way, although the kernel says little or nothing. */
const oneBadLayer: Case[] = WAYS.flatMap((way): Case[] => [
  {
    name: `missing layer, by ${way}`,
    expect: [refused("layer.missing", { layer: MIDDLE }), failed("layer.missing", { layer: MIDDLE })],
    build: (place) => {
      const { lowers } = place.stack(SIZE);
      place.drop(lowers[MIDDLE] ?? "");
      return overlayCase(place, lowers, place.top(), way);
    },
  },
  {
    name: `layer that is a file, by ${way}`,
    expect: [failed("layer.not-directory", { layer: MIDDLE })],
    build: (place) => {
      const { lowers } = place.stack(SIZE);
      place.drop(lowers[MIDDLE] ?? "");
      writeFileSync(onDisk(lowers[MIDDLE] ?? ""), "no directory\n");
      return overlayCase(place, lowers, place.top(), way);
    },
  },
  {
    name: `duplicate layer, by ${way}`,
    expect: [failed("layer.duplicate", { layer: SIZE })],
    build: (place) => {
      const { lowers } = place.stack(SIZE);
      return overlayCase(place, [...lowers, lowers[MIDDLE] ?? ""], place.top(), way);
    },
  },
  {
    name: `duplicate layer through a symlink, by ${way}`,
    expect: [failed("layer.duplicate", { layer: SIZE })],
    build: (place) => {
      const { lowers } = place.stack(SIZE);
      const again = place.link("layers/again", lowers[MIDDLE] ?? "");
      return overlayCase(place, [...lowers, again], place.top(), way);
    },
  },
  {
    name: `layer inside another, by ${way}`,
    expect: [failed("layer.nested", { layer: SIZE })],
    build: (place) => {
      const { lowers } = place.stack(SIZE);
      return overlayCase(place, [...lowers, `${lowers[MIDDLE]}/from`], place.top(), way);
    },
  },
]);

const ends: Case[] = [
  {
    name: "missing topmost layer",
    expect: [failed("layer.missing", { layer: 0 })],
    build: (place) => {
      const { lowers } = place.stack(3);
      place.drop(lowers[0] ?? "");
      return overlayCase(place, lowers);
    },
  },
  {
    name: "missing lowest layer of words",
    expect: [failed("layer.missing", { layer: 2, mount: 0 })],
    build: (place) => {
      const { lowers } = place.stack(3);
      place.drop(lowers[2] ?? "");
      return { request: request(place, [overlayWords(lowers)]) };
    },
  },
  {
    name: "the directory that all layers lie in is missing",
    expect: [refused("layer.missing")],
    build: (place) => {
      const { lowers, directory } = place.stack(3);
      renameSync(onDisk(directory), onDisk(`${directory}-elsewhere`));
      return overlayCase(place, lowers);
    },
  },
  {
    name: "a layer that is reached through a symlink is no fault",
    expect: [mounted()],
    build: (place) => {
      const { lowers } = place.stack(3);
      const through = place.link("layers/through", lowers[1] ?? "");
      return overlayCase(place, [lowers[0] ?? "", through, lowers[2] ?? ""], place.top());
    },
  },
  {
    name: "a layer on another file system is no fault",
    expect: [mounted()],
    build: (place) => {
      const { lowers } = place.stack(3);
      place.attach("tmpfs", "scene", place.make("other"));
      const other = place.stack(2, undefined, "other/layers", 9);
      return overlayCase(place, [...other.lowers, ...lowers], place.top());
    },
  },
  ordinarily(
    {
      name: "an unbindable layer",
      expect: [failed("kernel.refused")],
      build: (place) => {
        const at = place.attach("tmpfs", "scene", place.make("closed"));
        place.attach("", "", at, MS.unbindable);
        // Empty: before 6.6 tmpfs takes no user.* attributes, with which an ordinary user marks layers.
        return overlayCase(
          place,
          ["a", "b", "c"].map((name) => place.make(`closed/${name}`)),
        );
      },
    },
    // There it is looked for which mount cannot be had alone.
    refused("ordinary.layer-tree", { layer: 0 }),
  ),
];

const counts: Case[] = [500, 501].map((count) => ({
  name: `${count} layers as words`,
  expect: [count === 500 ? mounted() : refused("budget.lower")],
  build: (place) => {
    const { lowers } = shelf(place, count);
    return {
      request: request(place, [overlayWords(lowers)]),
      shows: [showsLayers(place, lowers)],
      lowers,
    };
  },
}));

/** How much is proved does not change what is mounted. */
const proofs: Case[] = WAYS.flatMap((way) =>
  (["none", "identity"] as const).map(
    (proof): Case => ({
      name: `55 layers with proof ${proof}, by ${way}`,
      expect: [mounted(way)],
      build: (place) => {
        const built = overlayCase(place, shelf(place, 55).lowers, place.top(), way);
        return { ...built, request: { ...built.request, proof } };
      },
    }),
  ),
);

const none: Case = {
  name: "an overlay without layers",
  expect: [refused("overlay.no-lower")],
  build: (place) => ({ request: request(place, [overlay([], place.top())]) }),
};

/** Layers that are not what a layer must be, and some that only look so. */
export const layers: readonly Case[] = [...oneBadLayer, ...ends, ...counts, ...proofs, none];
