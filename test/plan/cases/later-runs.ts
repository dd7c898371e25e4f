/** Runs that follow a mount or go before it: unmount, check, probe. */
import type { Claim, ClaimState, MountIdentityInput, Request } from "../../../host/planner/generated/types.ts";
import { vector } from "../vectors.ts";
import { type Golden, ran, together } from "./golden.ts";

const ENOENT = 2;
const EBUSY = 16;
const EINVAL = 22;

const NEWEST = vector("6.18");

const identity = (target: string, mountId: bigint): MountIdentityInput => {
  return { target, mountId, unique: true, devMajor: 0, devMinor: 51, ino: 7n, tree: false };
};

const USUAL = {
  target: "/target",
  mounts: [],
  any: false,
  patience: 5,
  lazy: false,
  removeTarget: false,
  elsewhere: 0,
};

const unmounting = (value: Partial<Extract<Request, { tag: "unmount" }>["value"]>): Request => ({
  tag: "unmount",
  value: { ...USUAL, ...value },
});

const recorded = [identity("", 300n), identity("proc", 301n)];

const unmounts: Golden[] = [
  ran(
    "run-unmount",
    "a root and a sub-target are unmounted, newest first; the root is busy once; the target is removed",
    unmounting({ mounts: recorded, removeTarget: true, made: { devMajor: 0, devMinor: 51, ino: 102n } }),
    NEWEST,
    {
      mounted: { "/target": 300, "/target/proc": 301 },
      faults: [{ op: "umount", text: "target", errno: EBUSY, times: 1 }],
    },
  ),
  ran(
    "run-unmount-busy",
    "a mount that stays busy is tried for five milliseconds",
    unmounting({ mounts: [identity("", 300n)] }),
    NEWEST,
    { mounted: { "/target": 300 }, faults: [{ op: "umount", errno: EBUSY }] },
  ),
  ran(
    "run-unmount-stranger",
    "somebody else's mount lies there now: it is left alone",
    unmounting({ mounts: [identity("", 300n)] }),
    NEWEST,
    { mounted: { "/target": 999 } },
  ),
];

function claim(state: ClaimState): Claim {
  return { mount: 0, directory: "/rw/upper", other: "/other/target", state };
}

const looks: Golden[] = [
  ran(
    "run-check",
    "one of two recorded mounts is gone",
    { tag: "check", value: { target: "/target", mounts: recorded } },
    NEWEST,
    { mounted: { "/target": 300 } },
  ),
  ran(
    "run-claims-in-use",
    "of two overlays that had the upperdir once, one is mounted",
    { tag: "claims", value: { target: "/target", claims: [claim("gone"), claim("mounted")] } },
    NEWEST,
    {},
  ),
  ran(
    "run-claims-free",
    "the overlay that had the upperdir is gone",
    { tag: "claims", value: { target: "/target", claims: [claim("gone")] } },
    NEWEST,
    {},
  ),
];

const others: Golden[] = [
  ran(
    "run-probe",
    "everything is tried in one program and removed again",
    { tag: "probe", value: { directory: "/tmp", token: "t0", attach: false } },
    NEWEST,
    {
      faults: [
        { op: "fsconfig", text: "layermount-asks", errno: EINVAL },
        { op: "move_mount", errno: ENOENT },
        { op: "mount", errno: EINVAL },
      ],
      inodes: { "/proc/self/ns/user": 0xeffffffd },
    },
  ),
];

/** Golden files of what is no mount. */
export const laterRuns: readonly Golden[] = [
  together("run-unmount", "mounts are taken down", unmounts),
  together("run-check", "what an earlier run left is looked at", looks),
  ...others,
];
