import { existsSync, readdirSync } from "node:fs";
import type { Mount } from "../../host/index.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { bytes } from "../support/names.ts";
import { type Case, failed, mounted, ordinarily, refused } from "./case.ts";
import type { Place } from "./place.ts";
import { overlay, request } from "./requests.ts";

/** A root of three layers in which the topmost lower holds what the sub-targets need. */
function root(place: Place, prepare: (layer: string) => void = () => {}): Mount {
  const { lowers } = place.stack(3);
  for (const name of ["run", "proc", "mnt/deep/er"]) place.make(`layers/snapshots/3/fs/${name}`);
  prepare("layers/snapshots/3/fs");
  return overlay(lowers, place.top());
}

function tmpfs(target: string, ...options: string[]): Mount {
  return { type: "tmpfs", source: "tmpfs", target: bytes(target), options };
}

/** Mount points beneath the place, in the table's order, relative to its target. */
function points(place: Place): string[] {
  const beneath = mountTable().filter((line) => line.point.startsWith(`${place.directory}/`));
  return beneath.map((line) => line.point.slice(place.target.length + 1));
}

function mustBe(what: string, got: readonly string[], wanted: readonly string[]): void {
  if (got.join("\n") !== wanted.join("\n")) throw new Error(`${what}: ${got.join(" ")}; wanted ${wanted.join(" ")}`);
}

function list(name: string, mounts: (place: Place) => readonly Mount[], seen: readonly string[]): Case {
  return {
    name,
    expect: [mounted()],
    build: (place) => ({
      request: request(place, mounts(place)),
      mounts: seen.length,
      check: () => mustBe("mount points", points(place), seen),
    }),
  };
}

/** Nothing may be mounted outside of the root, wherever a sub-target's name leads. */
function leading(name: string, target: string, prepare: (place: Place, layer: string) => void): Case {
  return {
    name,
    expect: [mounted()],
    build: (place) => {
      place.make("outside/run");
      return {
        request: request(place, [root(place, (layer) => prepare(place, layer)), tmpfs(target)]),
        mounts: 2,
        check: () => {
          mustBe("mount points", points(place), ["", "run"]);
          mustBe("outside", readdirSync(place.at("outside")), ["run"]);
        },
      };
    },
  };
}

const failures: readonly Case[] = [
  {
    name: "the third mount of a list fails: all are undone, newest first",
    expect: [failed("kernel.refused", { mount: 2 })],
    build: (place) => ({
      request: request(place, [root(place), tmpfs("run"), tmpfs("run", "bogus=1"), tmpfs("mnt")]),
    }),
  },
  {
    name: "the third mount's sub-target is missing: all are undone",
    expect: [failed("target.missing", { mount: 2 })],
    build: (place) => ({ request: request(place, [root(place), tmpfs("run"), tmpfs("not/there")]) }),
  },
  {
    name: "a layer of the third mount is missing: all are undone",
    expect: [failed("layer.missing", { mount: 2, layer: 1 })],
    build: (place) => {
      const inner = place.stack(3, undefined, "inner", 7);
      place.drop(inner.lowers[1] ?? "");
      const third: Mount = { ...overlay(inner.lowers), target: "mnt" };
      return { request: request(place, [root(place), tmpfs("run"), third]) };
    },
  },
  {
    name: "an empty list",
    expect: [refused("list.empty")],
    build: (place) => ({ request: request(place, []) }),
  },
];

/** Lists of mounts: in order, beneath the root, all or nothing. */
export const lists: readonly Case[] = [
  ordinarily(
    list(
      "a root with sub-targets, one inside another",
      (place) => [
        root(place),
        tmpfs("run", "mode=0755"),
        tmpfs("/mnt"),
        { ...tmpfs("proc"), type: "proc", source: "proc" },
      ],
      ["", "run", "mnt", "proc"],
    ),
    refused("ordinary.proc", { mount: 3 }),
  ),
  list("two mounts stacked at the root", (place) => [root(place), { type: "tmpfs", source: "tmpfs" }], ["", ""]),
  list(
    "a sub-target inside the mount before it",
    (place) => {
      const source = place.make("etc/inner").replace(/\/inner$/, "");
      return [
        root(place),
        { type: "bind", source: bytes(source), target: "mnt", options: ["rbind"] },
        tmpfs("mnt/inner"),
      ];
    },
    ["", "mnt", "mnt/inner"],
  ),
  leading(
    "an absolute symlink stays beneath the root",
    "way",
    (place, layer) => void place.link(`${layer}/way`, "/run"),
  ),
  leading("a relative symlink out of the root stays beneath it", "way", (place, layer) => {
    place.link(`${layer}/way`, "../../../../run");
  }),
  leading("dots out of the root stay beneath it", "../../run", () => {}),
  {
    name: "an absolute symlink to a directory that only exists outside",
    expect: [failed("target.missing", { mount: 1 })],
    build: (place) => {
      const outside = place.make("outside");
      const mounts = [root(place, (layer) => void place.link(`${layer}/way`, outside)), tmpfs("way")];
      place.finally(() => {
        if (!existsSync(outside)) throw new Error("the directory outside is gone");
      });
      return { request: request(place, mounts) };
    },
  },
  ...failures,
];
