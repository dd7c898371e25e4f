/** Calls from a seed, in any order, over the directories of a situation; most are refused, and how is compared. */
import type { Random } from "../../model/random.ts";
import * as n from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Call } from "./assembly.ts";
import type { Situation } from "./parts.ts";

const PATHS = [
  ...["@/l1", "@/l2", "@/l3", "@/t", "@/t/sub", "@/t/file", "@/u", "@/w", "@/u2", "@/w2", "@/l1/sub", "@/file"],
  ...["@/link", "@/link/sub", "@/nowhere", "@/l1/file", "@/t/../l2", "{0}l1", "{0}t/sub"],
];
const PLACES = ["@/l1", "@/l2", "@/l3", "@/t", "@/t/sub", "@/u2", "@/w2"];
const WORDS = [
  "",
  ",volatile",
  ",index=on",
  ",metacopy=on",
  ",userxattr",
  ",bogus",
  ",redirect_dir=nofollow",
  ",uuid=null",
];
const OPENED = [n.O_PATH, n.O_PATH | n.O_DIRECTORY, n.O_DIRECTORY, n.O_PATH | n.O_NOFOLLOW, 0];
const PROPAGATION = [n.MS_SHARED, n.MS_PRIVATE, n.MS_SLAVE, n.MS_UNBINDABLE];
const UMOUNTED = [0, 0, 0, n.MNT_DETACH, n.MNT_EXPIRE, n.UMOUNT_NOFOLLOW];
const STATX = n.STATX_BASIC | n.STATX_MNT_ID_UNIQUE;
const OLD = n.STATX_BASIC | n.STATX_MNT_ID;

/** Registers 1 to 4 are descriptors, 9 an old mount id. */
function register(random: Random): number {
  return 1 + random.below(4);
}

function layers(random: Random): string {
  return Array.from({ length: 1 + random.below(3) }, () => random.of(PLACES)).join(":");
}

function overlayText(random: Random): string {
  const top = random.once(2)
    ? ""
    : `,upperdir=${random.of(["@/u", "@/u2", "@/l1"])},workdir=${random.of(["@/w", "@/w2"])}`;
  return `lowerdir=${layers(random)}${top}${random.once(3) ? random.of(WORDS) : ""}`;
}

const GRAMMAR: readonly ((random: Random) => readonly Call[])[] = [
  (r) => [["mount", "some", r.of(PLACES), "overlay", r.of([0, 0, 1, 2]), overlayText(r)]],
  (r) => [["mount", "some", r.of(PATHS), "tmpfs", r.of([0, 1, 6, 0x400]), r.of(["", "mode=700", "nr_inodes=3"])]],
  () => [["mkdir", CWD, "@/t/sub", 0o755]],
  (r) => [["mount", r.of(PATHS), r.of(PLACES), 0, r.of([n.MS_BIND, n.MS_BIND | n.MS_REC]), 0]],
  (r) => [["mount", 0, r.of(PLACES), 0, n.MS_BIND | n.MS_REMOUNT | r.of([0, 1, 8, 0x400, 0x1000000]), 0]],
  (r) => [["mount", 0, r.of(PLACES), 0, r.of(PROPAGATION) | r.of([0, n.MS_REC]), 0]],
  (r) => [["umount", r.of(PATHS), r.of(UMOUNTED)]],
  (r) => [["umount", r.of(PLACES), 0]],
  (r) => [["open", CWD, r.of(PATHS), r.of(OPENED), 0, register(r)]],
  (r) => [
    [
      "openat2",
      r.of([0, register(r)]),
      r.of(["l1", "sub", "l1/..", "t/sub", "link"]),
      n.O_PATH,
      r.below(32),
      register(r),
    ],
  ],
  (r) => [["close", register(r)]],
  (r) => [["close", register(r)]],
  (r) => [["fstatfs", register(r)]],
  (r) => [["fdpath", register(r), 4096]],
  (r) => [
    ["statx", CWD, r.of(PATHS), r.of([0, n.AT_SYMLINK_NOFOLLOW]), STATX, 8],
    ["statmount", 8, 0x423, 4096],
  ],
  (r) => [
    ["statx", CWD, r.of(PLACES), 0, OLD, 9],
    ["mountinfo", 9, 4096],
  ],
  (r) => [["open_tree", CWD, r.of(PATHS), n.OPEN_TREE_CLONE | r.of([0, n.AT_RECURSIVE]), register(r)]],
  (r) => [["open_tree", register(r), "", n.OPEN_TREE_CLONE | n.AT_EMPTY_PATH, register(r)]],
  (r) => [
    [
      "mount_setattr",
      register(r),
      "",
      n.AT_EMPTY_PATH | r.of([0, n.AT_RECURSIVE]),
      r.of([0, 1, 8]),
      r.of([0, 2, 0x70]),
      r.of([0, 0, ...PROPAGATION]),
    ],
  ],
  (r) => [["mount_setattr", CWD, r.of(PLACES), 0, r.of([1, 2, 0x80]), 0, r.of([0, 0, ...PROPAGATION])]],
  (r) => [
    ["move_mount", register(r), "", CWD, r.of(PATHS), n.MOVE_MOUNT_F_EMPTY_PATH | r.of([0, n.MOVE_MOUNT_T_SYMLINKS])],
  ],
  (r) => [["move_mount", CWD, r.of(PLACES), CWD, r.of(PLACES), 0]],
  (r) => [
    ["child", 2],
    ["fchdir", r.of([0, register(r)])],
    ["mount", "some", "t", "overlay", 0, "lowerdir=l1:sub:l2"],
  ],
  (r) => [["rmdir", CWD, r.of(PATHS)]],
  (r) => [["rename", CWD, r.of(PATHS), CWD, r.of(PATHS), 0]],
  (r) => [
    ["fsopen", "overlay", 0, 5],
    ...Array.from(
      { length: 1 + r.below(3) },
      (): Call => ["fsconfig", 5, 1, r.of(["lowerdir+", "lowerdir+", "datadir+"]), r.of(PATHS), 0],
    ),
    ["fsconfig_fd", 5, 5, r.of(["lowerdir+", "upperdir", "bogus"]), register(r)],
    ["read", 5, 512],
    ["fsconfig", 5, 6, 0, 0, 0],
    ["fsmount", 5, 0, r.of([0, 1, 4]), register(r)],
    ["close", 5],
  ],
];

/** So many draws from the grammar, and at the end a look at every place. */
export function randomSituation(random: Random, draws: number): Situation {
  const calls = Array.from({ length: draws }, () => random.of(GRAMMAR)(random)).flat();
  const looks = PLACES.flatMap((place): Call[] => [
    ["statx", CWD, place, 0, OLD, 9],
    ["mountinfo", 9, 4096],
  ]);
  return { name: `${draws} draws`, calls: [...calls, ...looks] };
}
