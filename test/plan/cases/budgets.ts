/** Budgets at their edges: 4,095 is used and 4,096 never sent, 255 and 256, 500 and 501, PATH_MAX. */
import { plannedRequest } from "../../../host/library/request.ts";
import type { Capabilities, Way } from "../../../host/planner/generated/types.ts";
import type { Planner } from "../../../host/planner/planner.ts";
import { shown } from "../../../host/shown.ts";
import type { Mount, MountRequest } from "../../../host/types.ts";
import { vector } from "../vectors.ts";
import { choices, type Golden, type Row, without } from "./golden.ts";
import { long, overlay, snapshots, top } from "./layouts.ts";

const NEWEST = vector("6.18");
const OLD = vector("6.1");
/** Only the ways through a context are left. */
const CONTEXT = without("6.18", ["own-cwd", "proc-fd-layers"]);
const STRINGS = without("6.12", ["proc-fd-layers"]);

const STRING_WAYS = ["strings", "mixed", "descriptors"] as const;

/** A request with one string of exactly this length. */
type Sized = (length: number) => MountRequest;

const two = ["/l/2", "/l/1"];

/**
 * Names beneath the common directory /l: what counts is the name, where the cwd is /l, or the whole path where it is
 * not.
 */
const KEYS: Readonly<Record<string, Sized>> = {
  "lowerdir+ from a cwd": (n) => overlay([`/l/${long(n, "a")}`, "/l/b"], top("/l/t")),
  "lowerdir+ of an absolute path": (n) => overlay([long(n, "/a/"), "/b/c"], top("/l/t")),
  "upperdir of an absolute path": (n) => overlay(two, { upper: long(n, "/u/"), work: "/u/w" }),
  "workdir of an absolute path": (n) => overlay(two, { upper: "/u/u", work: long(n, "/u/w") }),
  // A colon of the name is two bytes: the kernel takes escapes out of upperdir and workdir.
  "upperdir with ten colons": (n) => overlay(two, { upper: long(n - 10, "/u/::::::::::"), work: "/u/w" }),
  "datadir+ of an absolute path": (n) => ({
    mounts: [{ type: "overlay", options: [`lowerdir=/l/1::${long(n, "/d/")}`] }],
    target: "/target",
  }),
  source: (n) => overlay(two, { source: long(n, "source"), ...top("/l/t") }),
  "value of a word": (n) => overlay(two, { options: [`context=${long(n, "c")}`], ...top("/l/t") }),
  "value of a quoted word": (n) => overlay(two, { options: [`context="${long(n, "c,")}"`], ...top("/l/t") }),
  "key of a word": (n) => overlay(two, { options: [long(n, "k")], ...top("/l/t") }),
};

const SIZES = [254, 255, 256];

/** One line a key and a way: what becomes of each size. */
function sizeLine(planner: Planner, what: string, request: Sized, way: Way, capabilities: Capabilities): string {
  const cells = SIZES.map((size) => {
    const told = planner.describe({
      request: plannedRequest({ ...request(size), way }),
      capabilities,
      observations: [],
    });
    if (told.ok) return `${size} yes`;
    return `${size} no: ${shown(told.error.message).replace(/^.*: (?=[a-z.-]+ \()/, "")}`;
  });
  return `${what.padEnd(44)} ${cells.join(", ")}`;
}

const values: Golden = {
  name: "values-254-255-256",
  about: "every string of fsconfig at 254, 255 and 256 bytes: by the ways through a context (peers.md T6)",
  lines: (planner) =>
    Object.entries(KEYS).flatMap(([key, request]) => [
      // With a cwd of its own a name beneath it counts, without one the absolute path.
      ...STRING_WAYS.map((way) =>
        sizeLine(planner, `${key}, ${way}`, request, way, key.endsWith("from a cwd") ? NEWEST : CONTEXT),
      ),
      sizeLine(planner, `${key}, strings, 6.12`, request, "strings", STRINGS),
    ]),
};

/** Layers beneath /l whose option text is exactly `length` bytes long. */
function filled(length: number, more: Partial<Mount> = {}): MountRequest {
  const names = Array.from({ length: 40 }, (_, i) => `/l/${String(i).padStart(2, "0")}${"n".repeat(80)}`);
  const extra = (more.upper === undefined ? 0 : 11 + 10) + (more.options === undefined ? 0 : 9);
  const text = "lowerdir=".length + names.length * 83 - 1 + extra;
  return overlay([`/l/${long(length - text - 1, "z")}`, ...names], more);
}

const pages: Golden = choices(
  "option-page-4094-4095-4096",
  "option text of 4,094 to 4,097 bytes: used up to 4,095, never sent beyond (peers.md T1)",
  [4094, 4095, 4096, 4097].flatMap((length): Row[] => [
    [`${length} bytes ro, 5.10`, filled(length), vector("5.10")],
    [`${length} bytes rw, 5.10`, filled(length, { upper: "/l/t", work: "/l/w" }), vector("5.10")],
    [`${length} bytes with a word, 5.10`, filled(length, { options: ["volatile"] }), vector("5.10")],
    [`${length} bytes ro, 6.12`, filled(length), vector("6.12")],
    [`${length} bytes ro, 6.18, relative`, { ...filled(length), way: "relative" }, NEWEST],
    [
      `${length} bytes of a tmpfs, 6.18`,
      { mounts: [{ type: "tmpfs", options: [long(length, "mpol=")] }], target: "/target" },
      NEWEST,
    ],
  ]),
);

function withPage(pageSize: number): Capabilities {
  return { ...OLD, pageSize };
}

/** Layers whose option text is exactly as long, with names of up to 250 bytes. */
function wide(length: number): MountRequest {
  const each = 201;
  const count = Math.floor((length - "lowerdir=".length - 60) / each);
  const names = Array.from({ length: count }, (_, i) => `/l/${long(each - 1, String(i).padStart(4, "0"))}`);
  return overlay([`/l/${"z".repeat(length - "lowerdir=".length - count * each)}`, ...names]);
}

const pageSizes: Golden = choices(
  "page-sizes",
  "pages of 4, 16 and 64 KiB: one byte less than a page is used, a page is not (6.1)",
  [4096, 16384, 65536].flatMap((size) =>
    [size - 2, size - 1, size, size + 1].map((length): Row => {
      return [`page ${size}, ${length} bytes`, wide(length), withPage(size)];
    }),
  ),
);

const dataOnly = (count: number): MountRequest => ({
  mounts: [{ type: "overlay", options: [`lowerdir=${snapshots(count - 1, "/l").join(":")}::/l/data`] }],
  target: "/target",
});

const layers: Golden = choices(
  "layers-499-500-501",
  "the most layers, upperdir not counted, data-only layers counted (kernel.md section 2.1)",
  [499, 500, 501].flatMap((count): Row[] => [
    [`${count} layers, ro`, overlay(snapshots(count, "/l")), NEWEST],
    [`${count} layers, rw`, overlay(snapshots(count, "/l"), top("/l/t")), NEWEST],
    [`${count} layers, one of them data-only`, dataOnly(count), NEWEST],
    [`${count} layers, 5.10`, overlay(snapshots(count, "/l")), vector("5.10")],
    [`${count} layers, lowered to 2`, overlay(snapshots(count, "/l")), without("6.18", ["lower-max=2"])],
  ]),
);

/** A path of exactly this many bytes, in names of 200. */
function deep(length: number): string {
  return long(length, "/p").replace(/(.{200})(?=.)/g, (part) => `${part.slice(0, -1)}/`);
}

const paths: Golden = choices(
  "path-max",
  "paths of 4,094 to 4,096 bytes: PATH_MAX counts the NUL",
  [4094, 4095, 4096].flatMap((length): Row[] => [
    [`layer of ${length}`, overlay([deep(length), "/l/1"]), NEWEST],
    [`upperdir of ${length}`, overlay(two, { upper: deep(length), work: "/p/w" }), NEWEST],
    [`workdir of ${length}`, overlay(two, { upper: "/p/u", work: deep(length) }), NEWEST],
    [`target of ${length}`, { ...overlay(two), target: deep(length) }, NEWEST],
    [`source of ${length}`, overlay(two, { source: deep(length) }), NEWEST],
    [`source of a bind, ${length}`, { mounts: [{ type: "bind", source: deep(length) }], target: "/t" }, NEWEST],
    [`source of a tmpfs, ${length}`, { mounts: [{ type: "tmpfs", source: deep(length) }], target: "/t" }, NEWEST],
    [`type of ${length}`, { mounts: [{ type: long(length, "fs") }], target: "/t" }, NEWEST],
    [
      `sub-target of ${length}`,
      { mounts: [{ type: "tmpfs" }, { type: "tmpfs", target: deep(length + 1).slice(1) }], target: "/t" },
      NEWEST,
    ],
  ]),
);

/** `,lowerdir+=` and a name of four bytes are 15 bytes of a legacy context. */
const total: Golden = choices(
  "fsconfig-total",
  "all values of a context that collects them in a page: two layers of four bytes are 30 bytes, a word of eight 9",
  [38, 39, 40].map((most): Row => {
    const request = overlay(two, { options: ["volatile"], way: "strings" });
    return [`${most} bytes in all`, request, { ...CONTEXT, fsconfigTotal: most }];
  }),
);

/** Golden files about budgets: one line a case. */
export const budgets: readonly Golden[] = [values, pages, pageSizes, layers, paths, total];
