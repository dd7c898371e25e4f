/** Overlays by mount(2) with options that no planner writes, and binds. */

import * as n from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Call } from "./assembly.ts";
import { line, overlay, type Situation, STATX, umount } from "./parts.ts";

const TOP = "upperdir=@/u,workdir=@/w";
const UMOUNT: Call = umount("@/t");

const texts = [
  ...["lowerdir=@/l1:@/l2,userxattr", "lowerdir=@/l1:@/l2,verity=on", `lowerdir=@/l1,${TOP},userxattr,volatile`],
  ...[
    "lowerdir=@/l1",
    "",
    "lowerdir=",
    "lowerdir=@/l1:@/l2:",
    "lowerdir=:@/l1",
    "lowerdir=:@/l1:@/l2",
    "lowerdir=@/l1::@/l2",
  ],
  ...["lowerdir=@/l1:::@/l2", "lowerdir=@/l1::@/l2:@/l3", "lowerdir=@/l1:@/l1", `lowerdir=@/l1,upperdir=@/u`],
  ...["lowerdir=@/l1:@/file", "lowerdir=@/l1:@/nowhere", "lowerdir=@/l1:@/file/x", "lowerdir=@/l1:@/l1/sub"],
  ...[`lowerdir=@/l1,workdir=@/w`, `lowerdir=@/l1:@/l2,workdir=@/w`, "lowerdir=@/l1:@/l2,bogus"],
  ...[`lowerdir=@/l1,upperdir=@/u,workdir=@/u`, `lowerdir=@/l1,upperdir=@/u,workdir=@/u/sub`],
  ...[
    `lowerdir=@/u/sub,${TOP}`,
    `lowerdir=@/u,${TOP}`,
    `lowerdir=@/l1,upperdir=@/l1/sub,workdir=@/w`,
    `lowerdir=@/w,${TOP}`,
  ],
  ...[`lowerdir=@/l1,${TOP},volatile`, `lowerdir=@/l1,${TOP},fsync=volatile`, `lowerdir=@/l1,${TOP},index=on`],
  ...["lowerdir=@/l1:@/l2,metacopy=on,redirect_dir=off", "lowerdir=@/l1:@/l2,override_creds", "lowerdir=@/l1:@/l2,=x"],
  ...["lowerdir=l1:l2", "lowerdir=@/l1:@/l2,xino", "lowerdir=@/l1:@/l2,volatile=", "lowerdir=@/l1:@/l2,lowerdir=@/l3"],
  ...[
    `lowerdir=@/l1:@/l\\2,upperdir=@/u,workdir=@/\\w`,
    `lowerdir=@/l1:@/l2,${"x".repeat(4100)}`,
    `lowerdir=@/l1:@/l2,,`,
  ],
];

/** upperdir and workdir on a file system that takes so many inodes. */
function few(inodes: number, words: string): Situation {
  return {
    name: `a tmpfs of ${inodes} inodes${words}`,
    calls: [
      ["mount", "none", "@/u", "tmpfs", 0, `nr_inodes=${inodes}`],
      ["mkdir", CWD, "@/u/u", 0o755],
      ["mkdir", CWD, "@/u/w", 0o755],
      overlay(`lowerdir=@/l1,upperdir=@/u/u,workdir=@/u/w${words}`),
      ...line("@/t"),
      ["mkdir", CWD, "@/u/one", 0o755],
      ["mkdir", CWD, "@/u/another", 0o755],
    ],
  };
}

const others: readonly Situation[] = [
  ...[3, 4, 5, 6, 7, 8, 9].flatMap((inodes) => ["", ",volatile", ",index=on"].map((words) => few(inodes, words))),
  {
    name: "what a working directory is",
    calls: [["child", 2], ["fchdir", 0], overlay("lowerdir=l1:l2"), ...line("@/t"), UMOUNT],
  },
  {
    name: "upperdir in use, index=off and index=on",
    calls: [
      overlay(`lowerdir=@/l1,${TOP}`),
      overlay(`lowerdir=@/l2,${TOP}`, "@/u2"),
      overlay(`lowerdir=@/l2,${TOP},index=on`, "@/w2"),
      ...line("@/u2"),
      ["umount", "@/u2", 0],
      ["umount", "@/t", 0],
    ],
  },
  {
    name: "an overlay as upperdir, and as the second and third level",
    calls: [
      overlay(`lowerdir=@/l1,${TOP}`),
      overlay("lowerdir=@/l3,upperdir=@/t/sub,workdir=@/t/other", "@/u2"),
      overlay("lowerdir=@/l3:@/t", "@/u2"),
      overlay("lowerdir=@/l3:@/u2", "@/w2"),
      ...line("@/u2"),
    ],
  },
  {
    name: "whiteouts that are attributes",
    calls: [
      overlay("lowerdir=@/l1:@/l2"),
      ["statx", CWD, "@/t/gone", 0, STATX],
      UMOUNT,
      overlay("lowerdir=@/l2:@/l1"),
      ["statx", CWD, "@/t/gone", 0, STATX],
    ],
  },
  {
    name: "a volatile overlay twice",
    calls: [overlay(`lowerdir=@/l1,${TOP},volatile`), UMOUNT, overlay(`lowerdir=@/l1,${TOP}`)],
  },
  {
    name: "mounted on a file",
    calls: [overlay("lowerdir=@/l1:@/l2", "@/file"), ["mount", "none", "@/file", "tmpfs", 0, 0]],
  },
  {
    name: "binds of files and directories",
    calls: [
      ["mount", "@/l1", "@/t", 0, n.MS_BIND, 0],
      ["mount", "@/file", "@/l2/file", 0, n.MS_BIND, 0],
      ["mount", "@/file", "@/l2", 0, n.MS_BIND, 0],
      ["mount", "@/l2", "@/file", 0, n.MS_BIND, 0],
      ["mount", 0, "@/l2", 0, n.MS_BIND, 0],
      ["mount", "@/nowhere", "@/l2", 0, n.MS_BIND, 0],
      ["mount", 0, "@/t", 0, n.MS_REMOUNT | n.MS_BIND | 1 | 8, 0],
      ["mount", 0, "@/l3", 0, n.MS_REMOUNT | n.MS_BIND | 1, 0],
      ["mkdir", CWD, "@/t/new", 0o700],
      ["mkdir", CWD, "@/t/sub", 0o700],
      ...line("@/t"),
      ["mount", "@/t", "@/l3", 0, n.MS_BIND, 0],
      ...line("@/l3"),
      ["rmdir", CWD, "@/t"],
      ["rename", CWD, "@/t", CWD, "@/elsewhere", 0],
    ],
  },
];

/** Every situation of overlays by mount(2), and of binds. */
export const overlays: readonly Situation[] = [
  ...texts.map((text) => ({ name: `mount(2) ${text.slice(0, 80)}`, calls: [overlay(text), ...line("@/t"), UMOUNT] })),
  ...others,
];
