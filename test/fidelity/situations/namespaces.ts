/** What an ordinary user may do in namespaces of their own. */

import * as n from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Call } from "./assembly.ts";
import { line, overlay, type Situation, umount } from "./parts.ts";

const { AT_EMPTY_PATH, AT_RECURSIVE, OPEN_TREE_CLONE } = n;
const TOP = "lowerdir=@/l1:@/l2,upperdir=@/u,workdir=@/w";
const NOATIME = 0x400;

function plain(type: string, source: string, data = ""): Call[] {
  return [["mount", source, "@/t", type, 0, data], umount("@/t")];
}

function shown(data: string): Call[] {
  return [overlay(data), ...line("@/t"), umount("@/t")];
}

const again = (flags: number): Call => ["mount", "none", "@/t", 0, n.MS_REMOUNT | n.MS_BIND | flags, 0];

export const namespaces: readonly Situation[] = [
  {
    name: "types for everybody, and the others",
    calls: [
      ...plain("tmpfs", "none"),
      ...plain("tmpfs", "none", "bogus"),
      ...plain("proc", "proc"),
      ...plain("ext4", "@/nowhere"),
      ...plain("erofs", "@/image"),
      ...plain("erofs", "@/nowhere", "bogus"),
      ...plain("nothing", "none"),
      ["fsopen", "erofs", 0, 1],
      ["fsconfig", 1, n.FSCONFIG_SET_STRING, "source", "@/image", 0],
      ["fsconfig", 1, n.FSCONFIG_CMD_CREATE, 0, 0, 0],
    ],
  },
  {
    name: "words that need attributes of root",
    calls: ["metacopy=on", "redirect_dir=on", "redirect_dir=follow", "redirect_dir=nofollow", "verity=on"].flatMap(
      (word) => shown(`lowerdir=@/l1:@/l2,${word}`),
    ),
  },
  {
    name: "words of an overlay, shown",
    calls: ["", ",userxattr", ",verity=on,userxattr", ",bogus"].flatMap((word) => shown(`lowerdir=@/l1:@/l2${word}`)),
  },
  { name: "layers that hold data only", calls: ["", ",userxattr"].flatMap((w) => shown(`lowerdir=@/l1::@/l2${w}`)) },
  {
    name: "words that come to nothing",
    calls: ["index=on", "nfs_export=on"].flatMap((word) => shown(`${TOP},${word}`)),
  },
  ...["", ",userxattr"].map(
    (word): Situation => ({
      name: `a directory in the place of another one${word}`,
      calls: [
        overlay(`${TOP}${word}`),
        ["rmdir", CWD, "@/t/other"],
        ["mkdir", CWD, "@/t/other", 0o755],
        ["mkdir", CWD, "@/t/new", 0o755],
        ["statx", CWD, "@/t/other", 0, n.STATX_BASIC],
        umount("@/t"),
      ],
    }),
  ),
  {
    name: "mounts of somebody else",
    calls: [
      umount("/proc"),
      umount("/proc", n.MNT_DETACH),
      ["mount", "/", "@/t", 0, n.MS_BIND, 0],
      ["open_tree", CWD, "/", OPEN_TREE_CLONE, 1],
      overlay("lowerdir=/:@/l2"),
      ["move_mount", CWD, "/proc", CWD, "@/t", 0],
      ["mount", "/", "@/t", 0, n.MS_BIND | n.MS_REC, 0],
      umount("@/t/proc"),
      umount("@/t", n.MNT_DETACH),
      ["open_tree", CWD, "/", OPEN_TREE_CLONE | AT_RECURSIVE, 1],
      ["close", 1],
    ],
  },
  {
    name: "attributes of somebody else's mount",
    calls: [
      ["mount", "@/l1", "@/t", 0, n.MS_BIND, 0],
      again(NOATIME),
      again(1),
      again(0),
      ["mount_setattr", CWD, "@/t", 0, 0x10, 0x70, 0],
      ["mount_setattr", CWD, "@/t", 0, 2, 0, 0],
      ["mount", "none", "@/t", 0, n.MS_REMOUNT | 1, 0],
      umount("@/t"),
      ["mount", "none", "@/t", "tmpfs", 2, 0],
      // Its line would also tell which id the user has outside, which is not simulated.
      again(NOATIME),
      umount("@/t"),
    ],
  },
  {
    name: "owners, and id maps",
    calls: [
      ["chown", 0, "file", 0, 0, 0],
      ["chown", 0, "file", 1, 0, 0],
      ["chown", 0, "file", 0, 5, 0],
      ["userns", "0 100000 65536\n", "0 100000 65536\n", 1],
      ["userns", "0 0 1\n", "0 0 1\n", 2],
      ["open_tree", CWD, "@/l1", OPEN_TREE_CLONE, 3],
      ["mount_idmap", 3, "", AT_EMPTY_PATH, 0, 0, 2],
      ["mount", "none", "@/t", "tmpfs", 0, 0],
      ["open_tree", CWD, "@/t", OPEN_TREE_CLONE, 4],
      ["mount_idmap", 4, "", AT_EMPTY_PATH, 0, 0, 2],
      ["close", 4],
      umount("@/t"),
    ],
  },
];
