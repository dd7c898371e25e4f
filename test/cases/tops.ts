import { mkdirSync, rmdirSync } from "node:fs";
import { KERNELS_OWN, type Top } from "../model/layers.ts";
import { MS } from "../support/libc.ts";
import { bytes, onDisk } from "../support/names.ts";
import { type Case, type Expect, failed, mounted, refused } from "./case.ts";
import type { Place } from "./place.ts";
import { overlay, overlayCase, request } from "./requests.ts";

/** A case of three layers whose top is made, and spoilt, by `top`. */
function withTop(name: string, expect: readonly [Expect, ...Expect[]], top: (place: Place) => Top): Case {
  return { name, expect, build: (place) => overlayCase(place, place.stack(3).lowers, top(place)) };
}

function pair(upper: string, work: string): Top {
  for (const directory of [upper, work]) mkdirSync(onDisk(directory), { recursive: true });
  return { upper, work };
}

/** A second mount of the same file system at `name`. */
function again(place: Place, name: string): string {
  return place.attach("none", place.directory, place.make(name), MS.bind);
}

/**
 * upperdir and workdir: what the kernel accepts silently or answers wrongly must be found before (kernel.md §2.3,
 * §2.4).
 */
export const tops: readonly Case[] = [
  withTop("upper inside a lower", [refused("upper.inside-lower")], (place) =>
    pair(`${place.at("layers/snapshots/2/fs")}/inside/upper`, place.at("work")),
  ),
  withTop("upper is a lower", [refused("upper.inside-lower")], (place) =>
    pair(place.at("layers/snapshots/2/fs"), place.at("work")),
  ),
  withTop("upper inside a lower through a symlink", [refused("upper.inside-lower")], (place) => {
    place.link("other-name", place.make("layers/snapshots/2/fs/inside"));
    return pair(`${place.at("other-name")}/upper`, place.at("work"));
  }),
  {
    name: "a lower inside upper",
    expect: [failed("layer.inside-upper", { layer: 0 })],
    build: (place) => {
      const top = place.top();
      return overlayCase(place, [place.make("top/fs/lower"), ...place.stack(2).lowers], top);
    },
  },
  withTop("work is upper", [refused("upper.work-nested")], (place) => pair(place.at("both"), place.at("both"))),
  withTop("work inside upper", [refused("upper.work-nested")], (place) => pair(place.at("up"), place.at("up/work"))),
  withTop("upper inside work", [refused("upper.work-nested")], (place) => pair(place.at("work/up"), place.at("work"))),
  withTop("a work whose name begins upper's is no fault", [mounted()], (place) => pair(place.at("ab"), place.at("a"))),
  withTop("upper and work on two mounts of one file system", [refused("upper.other-mount")], (place) =>
    pair(place.at("upper"), `${again(place, "second")}/work`),
  ),
  withTop("upper and work on two file systems", [refused("upper.other-mount")], (place) => {
    place.attach("tmpfs", "scene", place.make("ram"));
    return pair(place.at("upper"), place.at("ram/work"));
  }),
  withTop("upper missing", [refused("upper.missing")], (place) => {
    const top = place.top();
    rmdirSync(onDisk(top.upper));
    return top;
  }),
  withTop("work missing", [refused("work.missing")], (place) => {
    const top = place.top();
    rmdirSync(onDisk(top.work));
    return top;
  }),
  withTop("upper is a file", [refused("upper.missing")], (place) => ({
    upper: place.file("upper"),
    work: place.make("work"),
  })),
  withTop("work is a file", [refused("work.missing")], (place) => ({
    upper: place.make("upper"),
    work: place.file("work"),
  })),
  withTop("left by a volatile mount", [refused("upper.volatile")], (place) => {
    const top = place.top();
    mkdirSync(onDisk(`${top.work}/${KERNELS_OWN}/incompat/volatile`), { recursive: true });
    return top;
  }),
  withTop("other leftovers in work are cleaned by the kernel", [mounted()], (place) => {
    const top = place.top();
    mkdirSync(onDisk(`${top.work}/${KERNELS_OWN}/rest`), { recursive: true });
    return top;
  }),
  withTop(
    "leftovers too deep for the kernel to clean: the silent read-only overlay",
    [failed("verify.read-only")],
    (place) => {
      const top = place.top();
      mkdirSync(onDisk(`${top.work}/${KERNELS_OWN}/rest/of/another`), { recursive: true });
      return top;
    },
  ),
  withTop("upper on a read-only mount", [failed("kernel.refused")], (place) => {
    const at = again(place, "closed");
    place.attach("", "", at, MS.remount | MS.bind | MS.ro);
    pair(place.at("upper"), place.at("work"));
    return { upper: `${at}/upper`, work: `${at}/work` };
  }),
  {
    ...withTop("upper on an overlay", [failed("kernel.refused")], (place) => {
      const below = place.stack(2, undefined, "below", 5).lowers;
      for (const name of ["upper", "work"]) mkdirSync(onDisk(`${below[0]}/${name}`));
      const at = place.attach("overlay", "scene", place.make("merged"), 0, `lowerdir=${below.join(":")}`);
      return { upper: `${at}/upper`, work: `${at}/work` };
    }),
    needs: ["overlay"],
  },
  {
    name: "upper without work",
    expect: [refused("words.upperdir-alone")],
    build: (place) => {
      const upper = bytes(place.make("upper"));
      return { request: request(place, [{ ...overlay(place.stack(2).lowers), upper }]) };
    },
  },
  {
    name: "no inodes for work: the silent read-only overlay",
    expect: [failed("verify.read-only")],
    build: (place) => {
      // Root, fs, work: three inodes, and none is left for work/work (kernel.md §2.4).
      place.attach("tmpfs", "scene", place.make("full"), 0, "nr_inodes=3");
      return overlayCase(place, place.stack(3).lowers, place.top("full"));
    },
  },
];
