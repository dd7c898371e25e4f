/** What containerd gets wrong and no other shared case shows. Each is named in the index by the defect's number. */
import { mkdtempSync, rmSync } from "node:fs";
import type { Mount } from "../../host/index.ts";
import { type Case, type Expect, failed, mounted, refused } from "../cases/case.ts";
import { mkfs } from "../cases/erofs.ts";
import { MAPS, mapped, mapping, ownedByHost } from "../cases/mapped.ts";
import { overlay, overlayCase, request, showsDirectory, showsLayers } from "../cases/requests.ts";
import { makeStack } from "../model/layers.ts";

/** The most mounts of one list (core-wasm/run/registers.ts). */
const MOUNTS_MAX = 192;

/** A page holds these words alone, but not with the commas between them. */
const COMMAS = Array.from({ length: 420 }, () => "index=off");

/** Too many layers for one page, unless they are named from a directory that all lie in. */
const MANY = 128;

/** Where overlayfs takes its words by one mount(2) alone. */
const OLD = { "5.10": [refused("way.none")], "6.1": [refused("way.none")] } as const;

function tmpfs(): Mount {
  return { type: "tmpfs", source: "tmpfs" };
}

/** A snapshotter's list, nothing escaped, on a root directory of this name. */
function unescaped(what: string, root: string, expect: Expect, writable = false): Case {
  return {
    name: `${what}, as containerd writes it`,
    expect: [expect],
    build: (place) => {
      const { lowers } = place.stack(2, undefined, root);
      // What a name is cut to is there: not even that may be mounted.
      place.make(root.slice(0, 1));
      const { upper, work } = place.top();
      const options = [`lowerdir=${lowers.join(":")}`];
      if (writable) options.unshift(`workdir=${work}`, `upperdir=${upper}`);
      return { request: request(place, [{ type: "overlay", source: "overlay", options }]), lowers };
    },
  };
}

const pages: readonly Case[] = [
  {
    name: "words that fill the page only with their commas: other ways take the layers",
    expect: [mounted()],
    on: OLD,
    build: (place) => {
      const { lowers } = place.stack(3);
      const top = place.top();
      const shows = [showsLayers(place, [top.upper, ...lowers])];
      return { request: request(place, [overlay(lowers, top, COMMAS)]), shows, upper: top.upper, lowers };
    },
  },
  {
    name: `${MANY} layers whose only common directory is /`,
    expect: [mounted()],
    on: OLD,
    build: (place) => {
      const elsewhere = mkdtempSync("/var/tmp/layermount-roots-");
      place.finally(() => rmSync(elsewhere, { recursive: true }));
      const other = makeStack({ directory: elsewhere, count: MANY / 2, abilities: place.abilities });
      return overlayCase(place, [...place.stack(MANY / 2).lowers, ...other.lowers], place.top());
    },
  },
  {
    name: "a data image whose path is longer than a value of fsconfig",
    needs: ["erofs-file"],
    expect: [mounted()],
    build: (place) => {
      const content = place.make("content");
      place.file("content/file", "data ".repeat(2000));
      const deep = place.make(`${"d".repeat(200)}/${"e".repeat(200)}`);
      const device = `${deep}/data.erofs`;
      place.file(device.slice(place.directory.length + 1), "");
      const source = mkfs(place.at("image.erofs"), content, "--chunksize=4096", `--blobdev=${device}`);
      const mount = { type: "erofs", source, options: ["ro", `device=${device}`] };
      return { request: request(place, [mount]), shows: [showsDirectory(content)] };
    },
  },
];

const lists: readonly Case[] = [
  {
    name: "the longest list of mounts",
    expect: [mounted()],
    build: (place) => ({
      request: request(place, Array.from({ length: MOUNTS_MAX }, tmpfs)),
      mounts: MOUNTS_MAX,
    }),
  },
  {
    name: "a list of one mount more: refused before the first is made",
    expect: [refused("budget.mounts")],
    build: (place) => ({ request: request(place, Array.from({ length: MOUNTS_MAX + 1 }, tmpfs)) }),
  },
  {
    name: "an EROFS list with maps, whose overlay is a template",
    needs: ["idmap"],
    expect: [refused("later.template", { mount: 1 })],
    build: (place) => {
      const image: Mount = { type: "erofs", source: place.file("layer.erofs"), options: ["ro"] };
      const options = [...MAPS, "lowerdir={{ overlay 0 0 }}"];
      return { request: request(place, [image, { type: "format/mkdir/overlay", source: "overlay", options }]) };
    },
  },
];

const names: readonly Case[] = [
  unescaped("a root with a colon", "a:b", refused("path.relative")),
  unescaped("a root with a comma", "a,b", failed("kernel.refused"), true),
];

const maps: readonly Case[] = [
  mapping("one layer, and beside it a mount that cannot be mapped", (place) => {
    const { lowers } = place.stack(1);
    place.attach("ramfs", "ramfs", place.make("layers/snapshots/1/unrelated"), 0, "mode=755");
    const top = place.top("top", 7);
    ownedByHost(top.upper);
    const built = overlayCase(place, lowers, top);
    return { ...built, request: request(place, [overlay(lowers, top, MAPS)]), shows: (built.shows ?? []).map(mapped) };
  }),
];

export const incidents: readonly Case[] = [...pages, ...lists, ...names, ...maps];
