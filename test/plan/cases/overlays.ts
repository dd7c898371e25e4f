/** Overlays of many sizes and shapes on every measured kernel. */
import { bytes } from "../../support/names.ts";
import { vector } from "../vectors.ts";
import { choices, type Golden, kernels, planned, type Row, together, variants, without } from "./golden.ts";
import { container, overlay, SNAPSHOTS, snapshots, top } from "./layouts.ts";

const WAYS = ["relative", "prefix", "strings", "descriptors", "mixed"] as const;

const sizes: Golden[] = [
  planned("containerd-2-ro", "two of containerd's layers, read-only", overlay(snapshots(2))),
  planned("containerd-2-rw", "two of containerd's layers with a writable top", container(2)),
  variants("containerd-many", "many of containerd's layers (6.18)", vector("6.18"), {
    "55 with a writable top: by absolute names they would not fit in a page": container(55),
    "128, read-only": overlay(snapshots(128)),
    "500, the most, with a writable top": container(500),
  }),
  choices(
    "containerd-sizes",
    "what is chosen for containerd's layers on each kernel: way, and bytes of the option page",
    kernels().flatMap(({ label, capabilities }) =>
      [1, 2, 10, 55, 128, 408, 500].flatMap((count): Row[] => [
        [`${label}, ${count} layers ro`, overlay(snapshots(count)), capabilities],
        [`${label}, ${count} layers rw`, container(count), capabilities],
      ]),
    ),
  ),
];

const words = ["index=off", "nodev", "sync", "volatile", 'context="a:b,c"'];

const everyWay: Golden[] = WAYS.map((way) =>
  variants(`way-${way}`, `the same overlay by each way that can be asked for: ${way} (6.18)`, vector("6.18"), {
    [way]: container(5, { way, options: words, proof: "identity" }),
  }),
);

const closed: Golden = planned(
  "closed-ways",
  "three layers and a writable top where capabilities are missing",
  overlay(snapshots(3, "/l"), { ...top("/l/4") }),
  [
    { label: "5.10 without a cwd of its own", capabilities: without("5.10", ["own-cwd"]) },
    { label: "5.10 without both", capabilities: without("5.10", ["own-cwd", "proc-fd", "proc-fd-layers"]) },
    { label: "6.12 without both", capabilities: without("6.12", ["own-cwd", "proc-fd", "proc-fd-layers"]) },
    {
      label: "O_RDONLY descriptors only, as 6.13 (peers.md T5)",
      capabilities: without("6.18", ["own-cwd", "proc-fd-layers", "lowerdir-plus", "lowerdir-fd", "upperdir-fd"]),
    },
    {
      label: "descriptors only",
      capabilities: without("6.18", ["own-cwd", "proc-fd-layers", "lowerdir-plus"]),
    },
  ],
  ["perform"],
);

const six = (name: (directory: number, layer: number) => string) =>
  Array.from({ length: 130 }, (_, i) => name(i % 6, Math.floor(i / 6)));

const parents: Golden = planned(
  "several-parents",
  "130 layers under six directories with long names: more parents until the page holds them",
  overlay(
    six((d, l) => `/srv/layers/${"abcdef"[d]}${"-directory".repeat(3)}/${1000 + l}`),
    top("/srv/layers/top"),
  ),
  kernels(["5.10", "6.18"]),
  ["survey", "perform"],
);

const elsewhere: Golden = variants(
  "upper-elsewhere",
  "upperdir and workdir far from the layers (6.1)",
  vector("6.1"),
  {
    "short enough as they are": overlay(snapshots(3), { upper: "/mnt/fast/1/upper", work: "/mnt/fast/1/work" }),
    "where 340 names nearly fill the page: shortened by a parent of their own": overlay(
      Array.from({ length: 340 }, (_, i) => `${SNAPSHOTS}/${1000000 + i}/fs`),
      top(`/mnt/${"far-away-".repeat(30)}top`),
    ),
  },
  ["survey", "perform"],
);

const hostile = ["a:b", "c,d", "e\\f", 'g"h', "new\nline", "sp ace", "\xff\x80", "dir", "dir/dir"];

const hostileNames: Golden = variants(
  "hostile-names",
  "names with bytes that end names elsewhere: escaped in a page, literal in lowerdir+, escaped again in upperdir (T7, T8)",
  vector("6.18"),
  Object.fromEntries(
    WAYS.map((way) => [
      way,
      overlay(
        hostile.map((name) => bytes(`/dir/${name}`)),
        { upper: bytes("/dir/up:p,er\\"), work: bytes("/dir/wo:r,k\\"), way },
      ),
    ]),
  ),
  ["perform"],
);

const dataOnlyPlain: Golden = planned(
  "plain",
  "without metacopy=on",
  { mounts: [{ type: "overlay", options: ["lowerdir=/l/2:/l/1::/l/data"] }], target: "/target" },
  [...kernels(), { label: "6.18 with only a context", capabilities: without("6.18", ["own-cwd", "proc-fd-layers"]) }],
  ["perform"],
);

const dataOnlyMeta: Golden = planned(
  "metacopy",
  "with metacopy=on, with which 6.12 takes them too",
  { mounts: [{ type: "overlay", options: ["lowerdir=/l/2:/l/1::/l/data,metacopy=on"] }], target: "/target" },
  kernels(["6.1", "6.12", "6.18"]),
  ["perform"],
);

const dataOnly = together("data-only", "two layers above a data-only one, from words", [dataOnlyPlain, dataOnlyMeta]);

/** Golden files about overlays. */
export const overlays: readonly Golden[] = [...sizes, ...everyWay, closed, parents, elsewhere, hostileNames, dataOnly];
