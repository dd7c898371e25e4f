/** Unmounting, trees of their own, propagation. */

import * as n from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Call } from "./assembly.ts";
import { line, type Situation, STATX, umount } from "./parts.ts";

const { O_PATH, AT_EMPTY_PATH, OPEN_TREE_CLONE, AT_RECURSIVE } = n;
const TMPFS: Call = ["mount", "none", "@/t", "tmpfs", 2, "mode=755"];
const F_EMPTY = n.MOVE_MOUNT_F_EMPTY_PATH;

function tree(path: string, flags: number, into: number): Call {
  return ["open_tree", CWD, path, OPEN_TREE_CLONE | flags, into];
}

/** Eight bytes of an id that no mount has, and of one that is none. */
const UNKNOWN = "\x01\x02\x03\x04\x05\x06\x07\x08";
const SMALL = "\xfe\xff\xff\x7f\0\0\0\0";

const unmounting: readonly Situation[] = [
  {
    name: "asking for mounts by ids that none has",
    calls: [UNKNOWN, SMALL].flatMap((id): Call[] => [
      ["mountid", id, 8, 5],
      ["statmount", 5, 0x12, 1024],
      ["mountinfo", 5, 1024],
      ["mountid", id, 7, 6],
      ["statmount", 6, 0x12, 1024],
    ]),
  },
  {
    name: "unmounting what is none",
    calls: ["@/t", "@/file", "@/nowhere", "@/file/x", "@/link"].flatMap((path) => [umount(path), umount(path, 8)]),
  },
  {
    name: "unmounting through a symlink",
    calls: [TMPFS, umount("@/link", n.UMOUNT_NOFOLLOW), umount("@/link"), umount("@/t")],
  },
  {
    name: "unmounting what is held",
    calls: [
      TMPFS,
      ["open", CWD, "@/t", O_PATH, 0, 1],
      umount("@/t"),
      umount("{1}"),
      umount("@/t", n.MNT_EXPIRE),
      ["close", 1],
      umount("@/t", n.MNT_EXPIRE),
      umount("@/t", n.MNT_EXPIRE),
      umount("@/t"),
    ],
  },
  {
    name: "a mark of MNT_EXPIRE that is taken away",
    calls: [
      TMPFS,
      umount("@/t", n.MNT_EXPIRE),
      ["open", CWD, "@/t", O_PATH, 0, 1],
      ["close", 1],
      umount("@/t", n.MNT_EXPIRE),
      umount("@/t", n.MNT_EXPIRE | n.MNT_DETACH),
      umount("@/t", 0x40),
      umount("@/t"),
    ],
  },
  {
    name: "unmounting where somebody stands",
    calls: [
      TMPFS,
      ["open", CWD, "@/t", O_PATH, 0, 1],
      ["child", 2],
      ["fchdir", 1],
      ["close", 1],
      umount("@/t"),
      ["child", 2],
      ["fchdir", 0],
      umount("t"),
    ],
  },
  {
    name: "unmounting with a mount beneath",
    calls: [
      TMPFS,
      ["mkdir", CWD, "@/t/in", 0o755],
      ["mount", "none", "@/t/in", "tmpfs", 0, 0],
      umount("@/t"),
      ["rmdir", CWD, "@/t/in"],
      ["open", CWD, "@/t/in", O_PATH, 0, 1],
      umount("@/t", n.MNT_DETACH),
      ["mkdir", 1, "new", 0o755],
      ["fdpath", 1, 4096],
      umount("@/t"),
    ],
  },
  { name: "stacked mounts", calls: [TMPFS, TMPFS, ...line("@/t"), umount("@/t"), umount("@/t"), umount("@/t")] },
];

const trees: readonly Situation[] = [
  {
    name: "a tree of its own",
    calls: [
      TMPFS,
      ["mkdir", CWD, "@/t/in", 0o755],
      ["mount", "none", "@/t/in", "tmpfs", 4, 0],
      tree("@/t", 0, 1),
      tree("@/t", AT_RECURSIVE, 2),
      ["statx", 1, "in", 0, STATX, 5],
      ["statx", 2, "in", 0, STATX, 5],
      ["statmount", 5, 2, 4096],
      ["fstatfs", 2],
      ["fdpath", 2, 4096],
      ["mount_setattr", 2, "", AT_EMPTY_PATH | AT_RECURSIVE, 1, 0, 0],
      ["mount_setattr", 2, "in", 0, 0, 1, 0],
      ["mount_setattr", 2, "", AT_EMPTY_PATH, 0x10, 0, 0],
      ["mount_setattr", 2, "", AT_EMPTY_PATH, 0x10, 0x70, 0],
      ["mount_setattr", 2, "", AT_EMPTY_PATH, 0, 0x10, 0],
      ["mount_setattr", CWD, "@/l1", 0, 1, 0, 0],
      ["open_tree", 2, "in", OPEN_TREE_CLONE, 3],
      ["open_tree", CWD, "@/t", AT_RECURSIVE, 4],
      ["move_mount", 2, "in", CWD, "@/l2", 0],
      ["move_mount", 2, "", CWD, "@/l1", F_EMPTY],
      ...line("@/l1"),
      ...line("@/l1/in"),
      ["move_mount", 2, "", CWD, "@/l1/in", F_EMPTY],
      umount("@/l1"),
      ["move_mount", 3, "", CWD, "@/link", F_EMPTY],
      ["move_mount", 3, "", CWD, "@/link", F_EMPTY | n.MOVE_MOUNT_T_SYMLINKS],
      ...line("@/t"),
    ],
  },
  {
    name: "layers in a tree that nobody sees",
    calls: [
      tree("@", 0, 1),
      ["mount", "none", "@/t", "overlay", 0, "lowerdir={1}l1:{1}l2"],
      ...line("@/t"),
      umount("@/t"),
      ["open", 1, "l1", O_PATH, 0, 2],
      ["close", 1],
      ["mount", "none", "@/t", "overlay", 0, "lowerdir={2}:@/l2"],
      ["mount", "{2}", "@/t", 0, n.MS_BIND, 0],
      ["open_tree", 2, "", OPEN_TREE_CLONE | AT_EMPTY_PATH, 3],
    ],
  },
  {
    name: "an unbindable mount",
    calls: [
      TMPFS,
      ["mkdir", CWD, "@/t/in", 0o755],
      ["mount", 0, "@/t", 0, n.MS_UNBINDABLE, 0],
      ...line("@/t"),
      tree("@/t", 0, 1),
      tree("@", AT_RECURSIVE, 1),
      ["statx", 1, "t/in", 0, STATX],
      ["mount", "@/t", "@/l1", 0, n.MS_BIND, 0],
      ["mount", "none", "@/l2", "overlay", 0, "lowerdir=@/t/in:@/l3"],
      ["mount", 0, "@/t", 0, n.MS_PRIVATE | n.MS_SHARED, 0],
      ["mount", 0, "@/l1", 0, n.MS_PRIVATE, 0],
      ["mount", 0, "@/t", 0, n.MS_PRIVATE, 0],
      ["mount", "@/t", "@/l1", 0, n.MS_BIND, 0],
    ],
  },
  {
    name: "peers and slaves",
    calls: [
      TMPFS,
      ["mkdir", CWD, "@/t/in", 0o755],
      ["mount", 0, "@/t", 0, n.MS_SHARED, 0],
      ["mount", "@/t", "@/l1", 0, n.MS_BIND, 0],
      ["mount", "@/t", "@/l2", 0, n.MS_BIND, 0],
      ["mount", 0, "@/l2", 0, n.MS_SLAVE, 0],
      ["mount", "none", "@/t/in", "tmpfs", 0, 0],
      ...["@/t/in", "@/l1/in", "@/l2/in", "@/l2"].flatMap(line),
      ["mount", "none", "@/l2/in", "tmpfs", 0, 0],
      ...["@/t/in", "@/l2/in"].flatMap(line),
      umount("@/l2/in"),
      umount("@/l1/in"),
      ...["@/t/in", "@/l1/in", "@/l2/in"].flatMap(line),
      umount("@/t"),
      umount("@/l1"),
      ...line("@/l2"),
    ],
  },
];

/** Every situation of unmounting and of trees. */
export const mounts: readonly Situation[] = [...unmounting, ...trees];
