/** Id-mapped clones: what can be mapped, once, and what an overlay takes of it. */
import * as n from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Call } from "./assembly.ts";
import { line, overlay, type Situation, STATX, umount } from "./parts.ts";

const { AT_EMPTY_PATH, AT_RECURSIVE, OPEN_TREE_CLONE, O_PATH } = n;
const MAP = "0 100000 65536\n";
const F_EMPTY = n.MOVE_MOUNT_F_EMPTY_PATH;
const NAMESPACE: Call = ["userns", MAP, MAP, 7];

function tree(path: string, into: number, flags = 0): Call {
  return ["open_tree", CWD, path, OPEN_TREE_CLONE | flags, into];
}

function map(register: number, namespace = 7, flags = AT_EMPTY_PATH): Call {
  return ["mount_idmap", register, "", flags, 1, n.MS_PRIVATE, namespace];
}

/** Every situation about id maps. */
export const idmaps: readonly Situation[] = [
  {
    name: "maps that no namespace takes",
    calls: [
      ["userns", "0 1 0\n", MAP, 1],
      ["userns", "0 1 2\n1 9 2\n", MAP, 1],
      ["userns", "0 1 2\n5 2 2\n", MAP, 1],
      ["userns", "4294967295 0 1\n", MAP, 1],
      ["userns", "0 0 4294967295\n", MAP, 1],
      ["userns", MAP, "1 4294967294 2\n", 2],
    ],
  },
  {
    name: "a clone is mapped once, detached, by a namespace that is not ours",
    calls: [
      NAMESPACE,
      ["open", CWD, "/proc/self/ns/user", 0, 0, 6],
      tree("@/l1", 1),
      map(1, 5),
      map(1, 6),
      map(1, 0),
      map(1),
      map(1),
      ["statx", 1, "", AT_EMPTY_PATH, STATX, 8],
      ["mkdir", 1, "new", 0o755],
      tree("{1}", 2),
      map(2),
      ["move_mount", 1, "", CWD, "@/t", F_EMPTY],
      ...line("@/t"),
      ["statx", CWD, "@/t", 0, STATX, 8],
      ["statmount", 8, 2, 4096],
      ["close", 1],
      ["open", CWD, "@/t", O_PATH, 0, 3],
      map(3),
      ["close", 3],
      umount("@/t"),
    ],
  },
  {
    name: "an attached mount is never mapped",
    calls: [
      NAMESPACE,
      ["mount", "none", "@/t", "tmpfs", 0, "mode=755"],
      ["open", CWD, "@/t", O_PATH, 0, 1],
      map(1),
      ["mount_idmap", CWD, "@/l1", 0, 0, 0, 7],
      ["close", 1],
      umount("@/t"),
    ],
  },
  {
    name: "file systems that cannot be mapped",
    calls: [
      NAMESPACE,
      tree("/proc", 1),
      map(1),
      overlay("lowerdir=@/l1:@/l2"),
      tree("@/t", 2),
      map(2),
      ["mkdir", CWD, "@/u/in", 0o755],
      ["mount", "none", "@/u/in", "proc", 0, 0],
      tree("@/u", 3, AT_RECURSIVE),
      map(3, 7, AT_EMPTY_PATH | AT_RECURSIVE),
      map(3),
      umount("@/u/in"),
      umount("@/t"),
    ],
  },
  {
    name: "layers of a mapped clone, detached and attached",
    calls: [
      NAMESPACE,
      tree("@", 1),
      map(1),
      overlay("lowerdir={1}/l1:{1}/l2"),
      ["statx", CWD, "@/t", 0, STATX, 8],
      umount("@/t"),
      ["mkdir", CWD, "@/at", 0o700],
      ["move_mount", 1, "", CWD, "@/at", F_EMPTY],
      overlay("lowerdir=@/at/l1:@/at/l2,upperdir=@/u,workdir=@/w"),
      ["close", 1],
      umount("@/at", n.MNT_DETACH),
      ["rmdir", CWD, "@/at"],
      ["statx", CWD, "@/t", 0, STATX, 8],
      ["mkdir", CWD, "@/t/new", 0o755],
      umount("@/t"),
    ],
  },
  {
    name: "upperdir and workdir through a mapped clone",
    calls: [
      NAMESPACE,
      ["userns", "0 0 1\n1 100001 9\n", "0 0 65536\n", 5],
      tree("@", 1),
      ["mount_idmap", 1, "", AT_EMPTY_PATH, 0, 0, 7],
      overlay("lowerdir=@/l1,upperdir={1}/u,workdir={1}/w"),
      ["open", CWD, "@/t", O_PATH, 0, 4],
      ["fstatfs", 4],
      ["close", 4],
      ["open", 1, "u", n.O_TMPFILE | 2, 0o600, 4],
      umount("@/t"),
      tree("@", 2),
      ["mount_idmap", 2, "", AT_EMPTY_PATH, 0, 0, 5],
      overlay("lowerdir=@/l1,upperdir={2}/u2,workdir={2}/w2"),
      ["open", CWD, "@/t", O_PATH, 0, 4],
      ["fstatfs", 4],
      ["close", 4],
      umount("@/t"),
    ],
  },
  {
    name: "an owner is changed, and seen through a map",
    calls: [
      NAMESPACE,
      ["chown", CWD, "@/u", 5, 70000, 0],
      ["statx", CWD, "@/u", 0, STATX, 8],
      tree("@/u", 1),
      ["chown", 1, "", 1, 2, AT_EMPTY_PATH],
      ["mount_idmap", 1, "", AT_EMPTY_PATH, 0, 0, 7],
      ["statx", 1, "", AT_EMPTY_PATH, STATX, 8],
      ["chown", 1, "", 3, 4, AT_EMPTY_PATH],
    ],
  },
];
