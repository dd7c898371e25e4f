/** What an ordinary user gets, in a user namespace: the word that is added, what is refused, and what is warned of. */
import { plannedRequest } from "../../../host/library/request.ts";
import type { Capabilities } from "../../../host/planner/generated/types.ts";
import type { Mount, MountRequest } from "../../../host/types.ts";
import type { World } from "../paper-world.ts";
import { type Kernel, ordinary, vector } from "../vectors.ts";
import { choices, type Golden, planned, ran, together } from "./golden.ts";
import { container, overlay, snapshots, top } from "./layouts.ts";

const NEWEST = ordinary("6.18");
const OVERFLOW_UID = 65534;
const EINVAL = 22;
const ENOENT = 2;
const EPERM = 1;

const labelled = (["5.10", "6.1", "6.18"] as const satisfies readonly Kernel[]).map((label) => ({
  label,
  capabilities: ordinary(label),
}));

function one(mount: Mount): MountRequest {
  return { mounts: [mount], target: "/target" };
}

function words(...options: string[]): MountRequest {
  const { mounts, target } = overlay(snapshots(2, "/l"), top("/l/9"));
  return { mounts: mounts.map((mount) => ({ ...mount, options })), target };
}

const WORDS = ["redirect_dir=on", "redirect_dir=follow", "redirect_dir=off", "metacopy=on", "redirect_dir=nofollow"];
const TYPES = ["tmpfs", "ramfs", "devpts", "sysfs", "fuse.sshfs", "proc", "ext4", "erofs", "squashfs"];

const proc: Capabilities = { ...NEWEST, features: { ...NEWEST.features, procMount: true } };
const none: Capabilities = { ...vector("6.18"), privilege: "none" };

const refused: Golden = choices(
  "ordinary-choices",
  "what an ordinary user can ask for, and what a rule refuses (6.18)",
  [
    ...WORDS.map((word) => [word, words(word), NEWEST] as const),
    ...TYPES.map((type) => [type, one({ type }), NEWEST] as const),
    ["proc, in a pid namespace of one's own", one({ type: "proc" }), proc],
    ["bind", one({ type: "bind", source: "/src" }), NEWEST],
    ["rbind", one({ type: "bind", source: "/src", options: ["rbind"] }), NEWEST],
    ["loop", one({ type: "ext4", source: "/image", options: ["loop"] }), NEWEST],
    ["outside of any namespace: overlay", words(), none],
    ["outside of any namespace: tmpfs", one({ type: "tmpfs" }), none],
  ],
);

function run(name: string, about: string, request: MountRequest, world: World): Golden {
  return ran(name, about, plannedRequest(request), NEWEST, world);
}

const runs: Golden = together("ordinary-runs", "whole runs of an ordinary user (6.18)", [
  run(
    "owners",
    "two of three layers belong to somebody who is not mapped: done, and told",
    overlay(snapshots(4, "/l")),
    {
      owners: { "/l/3/fs": OVERFLOW_UID, "/l/2/fs": OVERFLOW_UID },
    },
  ),
  run("lowest", "what the lowest layer hides is nothing: no warning for it", overlay(snapshots(2, "/l")), {
    owners: { "/l/1/fs": OVERFLOW_UID },
  }),
  run("words", "words that do nothing there", words("index=on", "nfs_export=on"), {}),
  run(
    "tree",
    "a tree that the kernel does not part from the mounts beneath it",
    one({ type: "bind", source: "/src" }),
    {
      faults: [{ op: "open_tree", errno: EINVAL }],
    },
  ),
  run(
    "layer",
    "a layer that the kernel does not part from the mounts beneath it",
    overlay(snapshots(1, "/l"), top("/l/9")),
    {
      faults: [
        { op: "mount", errno: EINVAL },
        { op: "open_tree", errno: EINVAL },
      ],
    },
  ),
]);

const PROBE = { tag: "probe", value: { directory: "/tmp", token: "t0", attach: true } } as const;
const tried = [
  { op: "fsconfig", text: "layermount-asks", errno: EINVAL },
  { op: "move_mount", text: ".layermount-probe-t0/none", errno: ENOENT },
];

const probes: Golden = ran(
  "ordinary-probe",
  "what a probe finds out in a user namespace: an overlay is attached there, too, and written through",
  PROBE,
  NEWEST,
  {
    faults: [...tried, { op: "mount", errno: EINVAL }, { op: "fsopen", text: "proc", errno: EPERM }],
    inodes: { "/proc/self/ns/user": 4026532177 },
  },
);

const overlays: Golden = together("ordinary-overlay", "an overlay of an ordinary user: the word userxattr is added", [
  planned("page", "by a page of options", container(2), labelled),
  planned("strings", "by a context", container(2, { way: "strings" }), labelled.slice(2), ["perform"]),
]);

/** Golden files about ordinary users. */
export const ordinaries: readonly Golden[] = [overlays, refused, runs, probes];
