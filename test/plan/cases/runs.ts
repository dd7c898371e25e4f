/** Whole runs on a kernel on paper: what is done, what was answered, and what is done then. */
import { plannedRequest } from "../../../host/library/request.ts";
import type { Capabilities } from "../../../host/planner/generated/types.ts";
import type { MountRequest } from "../../../host/types.ts";
import type { World } from "../paper-world.ts";
import { vector } from "../vectors.ts";
import { type Golden, ran, together } from "./golden.ts";
import { overlay, snapshots, top } from "./layouts.ts";

const EPERM = 1;
const ENOENT = 2;
const EBUSY = 16;
const EEXIST = 17;
const EINVAL = 22;
const ELOOP = 40;
const REGULAR = 0o100644;

const NEWEST = vector("6.18");

function mounts(
  name: string,
  about: string,
  request: MountRequest,
  world: World = {},
  capabilities: Capabilities = NEWEST,
): Golden {
  return ran(name, about, plannedRequest(request), capabilities, world);
}

const three = overlay(snapshots(3, "/l"));
const writable = overlay(snapshots(2, "/l"), top("/l/9"));
const failures: Golden[] = [
  mounts(
    "run-missing-layer",
    "layer 1 is gone: mount(2) says ENOENT, the layers are looked at, nothing is to be undone",
    three,
    {
      faults: [
        { op: "mount", errno: ENOENT },
        { op: "statx", text: "/l/2/fs", errno: ENOENT },
      ],
    },
  ),
  mounts(
    "run-duplicate-layer",
    "two layers are the same directory: ELOOP, and the same inode",
    { ...three, way: "strings" },
    { faults: [{ op: "fsconfig", text: "", errno: ELOOP }], inodes: { "/l/3/fs": 9, "/l/1/fs": 9 } },
  ),
  mounts(
    "run-layer-is-file",
    "a layer is a file: the context's own message is told",
    { ...three, way: "strings" },
    {
      faults: [{ op: "fsconfig", text: "2/fs", errno: EINVAL }],
      modes: { "/l/2/fs": REGULAR },
      message: "e overlay: file is not a directory\n",
    },
  ),
  mounts("run-no-permission", "the kernel refuses a mount to an ordinary user", three, {
    faults: [{ op: "mount", errno: EPERM }],
  }),
  mounts("run-read-only-in-disguise", "after mount(2) it is visible, and taken down", writable, {
    silentlyReadOnly: true,
  }),
  mounts(
    "run-read-only-detached",
    "by a context it is refused before it is visible",
    { ...writable, way: "strings" },
    { silentlyReadOnly: true },
  ),
  mounts(
    "run-list-undone",
    "the third mount of a list fails: the two before are taken down again, newest first, and the target that was made is removed",
    {
      mounts: [
        { type: "overlay", lowers: snapshots(2, "/l") },
        { type: "proc", source: "proc", target: "proc" },
        { type: "tmpfs", source: "tmpfs", target: "run" },
      ],
      target: "/target",
      mkdir: true,
    },
    {
      faults: [
        { op: "mount", text: "tmpfs", errno: EPERM },
        { op: "umount", text: "proc", errno: EBUSY, times: 1 },
      ],
    },
  ),
  mounts("run-volatile-left", "the workdir of a volatile mount: refused by the survey", writable, {
    faults: [{ op: "statx", text: "9/work/work/incompat/volatile", errno: EEXIST }],
  }),
  mounts(
    "run-symlink",
    "a layer's name passes through a symlink: what lies inside what is told by identity",
    writable,
    { faults: [{ op: "openat2", text: "2/fs", errno: ELOOP, times: 1 }], inodes: { "/l/2/fs": 5, "/l/9/fs/../..": 5 } },
  ),
];

const successes: Golden[] = [
  mounts(
    "run-bind-legacy",
    "a read-only bind on 5.10: its flags are set by a second step",
    {
      mounts: [{ type: "bind", source: "/src", options: ["bind", "ro", "nodev"] }],
      target: "/target",
    },
    {},
    vector("5.10"),
  ),
  mounts(
    "run-mkdir",
    "a target that was there already is not said to be made",
    { ...three, mkdir: true },
    {
      faults: [{ op: "mkdir", errno: EEXIST }],
    },
  ),
];

const named = (names: readonly string[]): Golden[] => failures.filter(({ name }) => names.includes(name));

/** Golden files of whole runs. */
export const runs: readonly Golden[] = [
  together(
    "run-refused-by-kernel",
    "the kernel refuses: the layers are looked at, and the cause is named",
    named(["run-missing-layer", "run-duplicate-layer", "run-layer-is-file", "run-no-permission"]),
  ),
  together("run-survey", "refused by the survey", named(["run-volatile-left", "run-symlink"])),
  together(
    "run-read-only",
    "an overlay that is read-only in disguise",
    named(["run-read-only-in-disguise", "run-read-only-detached"]),
  ),
  ...named(["run-list-undone"]),
  together("run-mounted", "mounts that succeed", successes),
];
