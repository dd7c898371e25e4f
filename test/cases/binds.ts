import { statSync } from "node:fs";
import { mountTable } from "../proof/mountinfo.ts";
import { attachMapped } from "../support/idmap.ts";
import { MS } from "../support/libc.ts";
import { bytes } from "../support/names.ts";
import { type Case, mounted, ordinarily, refused } from "./case.ts";
import type { Place } from "./place.ts";
import { overlay, overlayWords, request, showsDirectory } from "./requests.ts";

/** The mount at a path must have all these options, and none of those. */
function options(path: string, has: readonly string[], not: readonly string[] = []): void {
  const line = mountTable().findLast((one) => one.point === path);
  if (line === undefined) throw new Error(`nothing is mounted at ${path}`);
  const wrong = [
    ...has.filter((word) => !line.options.includes(word)),
    ...not.filter((word) => line.options.includes(word)),
  ];
  if (wrong.length > 0) throw new Error(`${wrong.join(", ")} of ${path}: ${line.options.join(",")}`);
}

/** A directory on a mount with flags of its own, and a sub-mount beneath it with others. */
function guarded(place: Place): string {
  const source = place.attach("tmpfs", "scene", place.make("guarded"), MS.nosuid | MS.nodev | MS.noexec);
  place.file("guarded/file");
  place.attach("tmpfs", "scene", place.make("guarded/sub"), MS.nosuid);
  place.file("guarded/sub/file");
  return source;
}

function bind(name: string, words: readonly string[], mounts: number, check: (target: string) => void): Case {
  return {
    name,
    expect: [mounted()],
    build: (place) => {
      const source = guarded(place);
      return {
        request: request(place, [{ type: "bind", source: bytes(source), options: words }]),
        mounts,
        check: () => check(place.target),
      };
    },
  };
}

/** What 0 is mapped to. */
const FIRST_ID = 100_000;

const KEPT = ["nosuid", "nodev", "noexec"] as const;

/** Binds: `ro` and `rbind,ro` really read-only, keeping what the source forbids (containerd.md §1.3). */
export const binds: readonly Case[] = [
  {
    name: "one layer without upper becomes a read-only bind",
    expect: [mounted()],
    build: (place) => {
      const { lowers } = place.stack(1);
      return {
        request: request(place, [overlay(lowers)]),
        shows: [showsDirectory(lowers[0] ?? "")],
        check: () => options(place.target, ["ro"]),
      };
    },
  },
  {
    name: "one layer in words without upper becomes a read-only bind",
    expect: [mounted()],
    build: (place) => {
      const { lowers } = place.stack(1);
      return {
        request: request(place, [overlayWords(lowers)]),
        shows: [showsDirectory(lowers[0] ?? "")],
        check: () => options(place.target, ["ro"]),
      };
    },
  },
  bind("bind is writable and keeps the flags", ["bind"], 1, (target) => options(target, ["rw", ...KEPT])),
  bind("rw,rbind takes the sub-mount along", ["rw", "rbind"], 2, (target) => {
    options(target, ["rw", ...KEPT]);
    options(`${target}/sub`, ["rw", "nosuid"], ["nodev"]);
  }),
  bind("bind,ro keeps nosuid, nodev, noexec", ["bind", "ro"], 1, (target) => options(target, ["ro", ...KEPT])),
  bind("rbind,ro is read-only in the sub-mount too", ["rbind", "ro"], 2, (target) => {
    options(target, ["ro", ...KEPT]);
    options(`${target}/sub`, ["ro", "nosuid"], ["nodev"]);
  }),
  {
    name: "rbind,ro of a directory with nothing mounted beneath",
    expect: [mounted()],
    build: (place) => {
      place.make("plain");
      place.file("plain/file");
      const source = bytes(place.at("plain"));
      return {
        request: request(place, [{ type: "bind", source, options: ["rbind", "ro"] }]),
        shows: [showsDirectory(place.at("plain"))],
        check: () => options(place.target, ["ro"]),
      };
    },
  },
  ...[["rbind"], ["rbind", "ro"], ["rbind", "rshared"]].map(
    (words): Case => ({
      name: `${words.join(",")} of shared mounts: what is taken down leaves the source's own mounts`,
      expect: [mounted()],
      build: (place) => {
        const source = guarded(place);
        place.attach("", "", source, MS.shared);
        place.attach("", "", `${source}/sub`, MS.shared);
        return { request: request(place, [{ type: "bind", source: bytes(source), options: words }]), mounts: 2 };
      },
    }),
  ),
  bind("several words in one element", ["rbind,ro,noatime"], 2, (target) => {
    options(target, ["ro", "noatime", ...KEPT]);
    options(`${target}/sub`, ["ro", "noatime", "nosuid"]);
  }),
  bind("the last of two opposites wins", ["ro", "bind", "rw", "exec"], 1, (target) =>
    options(target, ["rw", "nosuid", "nodev"], ["noexec"]),
  ),
  {
    name: "bind of a missing source",
    expect: [refused("bind.source-missing")],
    build: (place) => ({ request: request(place, [{ type: "bind", source: place.at("nowhere"), options: ["bind"] }]) }),
  },
  {
    name: "bind follows a symlink at the source",
    expect: [mounted()],
    build: (place) => {
      const source = place.make("real");
      place.file("real/file");
      const link = place.link("link", source);
      return {
        request: request(place, [{ type: "bind", source: bytes(link), options: ["rbind", "ro"] }]),
        shows: [showsDirectory(source)],
      };
    },
  },
  ordinarily(
    {
      name: "bind of a tree without the mounts of somebody else beneath it",
      expect: [mounted()],
      build: (place) => ({ request: request(place, [{ type: "bind", source: "/", options: ["bind", "ro"] }]) }),
    },
    refused("ordinary.bind-tree"),
  ),
  {
    name: "rbind of a tree with the mounts of somebody else beneath it",
    expect: [mounted()],
    build: (place) => ({
      request: request(place, [{ type: "bind", source: "/dev", options: ["rbind"] }]),
      mounts: mountTable().filter(({ point }) => point === "/dev" || point.startsWith("/dev/")).length,
    }),
  },
  {
    name: "bind of a file onto a file beneath the root",
    expect: [mounted()],
    build: (place) => {
      const source = place.file("resolv.conf", "nameserver\n");
      const { lowers } = place.stack(2);
      const top = place.top();
      place.file("top/fs/resolv.conf", "");
      const file = { type: "bind", source: bytes(source), target: "resolv.conf", options: ["bind", "ro"] };
      return {
        request: request(place, [overlay(lowers, top), file]),
        mounts: 2,
        check: () => {
          if (statSync(`${place.target}/resolv.conf`).ino !== statSync(source).ino) throw new Error("another file");
        },
      };
    },
  },
  {
    name: "bind of an id-mapped directory: its proof brings no kernel down",
    needs: ["idmapped-scene"],
    expect: [mounted()],
    build: (place) => {
      place.make("plain");
      place.file("plain/file");
      attachMapped(place.at("plain"), place.attached(place.make("mapped")), FIRST_ID);
      const source = bytes(place.at("mapped"));
      return {
        request: request(place, [{ type: "bind", source, options: ["bind", "ro"] }]),
        check: () => {
          const { uid } = statSync(`${place.target}/file`);
          if (uid !== FIRST_ID) throw new Error(`the file belongs to ${uid}`);
        },
      };
    },
  },
];
