/** EROFS from files, on a file system from which images are read, and in memory. */

import { smallImage } from "../../simulated-kernel/erofs/image.ts";
import * as n from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Call } from "./assembly.ts";
import { line, type Situation, umount } from "./parts.ts";

/** Files beside what each situation has. */
export const IMAGES: Readonly<Record<string, Buffer>> = {
  image: smallImage(),
  divided: smallImage(1),
  damaged: smallImage(0, "sum"),
  unmarked: smallImage(0, "mark"),
  short: smallImage().subarray(0, 1000),
};

function erofs(source: string, data = "", flags = 0, at = "@/t"): Call {
  return ["mount", source, at, "erofs", flags, data];
}

/** Each taken away again. */
const tried = (...mounts: readonly Call[]): Call[] => mounts.flatMap((one) => [one, umount("@/t")]);

const WORDS = [
  "bogus",
  "user_xattr=1",
  "cache_strategy",
  "cache_strategy=some",
  "dax=never",
  "directio",
  "fsoffset=1",
  "fsoffset=0",
  "fsoffset=0x0",
  "fsoffset=00",
  "fsoffset=08",
  "=x",
  "noacl,cache_strategy=disabled",
  "ro",
  "source=x",
  "device=",
];

const FILE: readonly Call[] = [
  ["open", CWD, "@/t/file", 0, 0, 1],
  ["read", 1, 64],
  ["close", 1],
];

export const images: readonly Situation[] = [
  {
    name: "EROFS from a file",
    disk: true,
    calls: [
      erofs("@/image"),
      ...line("@/t"),
      ["fstatfs", 0],
      ...FILE,
      ["mkdir", CWD, "@/t/new", 0o755],
      ["open", CWD, "@/t/file", 1, 0, 1],
      erofs("@/image", "", n.MS_RDONLY, "@/l1"),
      ["statx", CWD, "@/l1/file", 0, n.STATX_BASIC],
      umount("@/l1"),
      umount("@/t"),
    ],
  },
  { name: "what EROFS takes for options", disk: true, calls: WORDS.flatMap((data) => tried(erofs("@/image", data))) },
  {
    name: "EROFS stays read-only when it is mounted again",
    disk: true,
    calls: [
      erofs("@/image"),
      ["mount", "none", "@/t", 0, n.MS_REMOUNT, 0],
      ...line("@/t"),
      ["mkdir", CWD, "@/t/new", 0o755],
      umount("@/t"),
    ],
  },
  {
    name: "what is no EROFS image",
    disk: true,
    calls: tried(
      ...["damaged", "unmarked", "short", "l1", "nowhere", "file/x"].map((name) => erofs(`@/${name}`)),
      erofs(""),
    ),
  },
  {
    name: "EROFS with its data in other images",
    disk: true,
    calls: [
      ...tried(erofs("@/divided"), erofs("@/image", "device=@/image"), erofs("@/divided", "device=@/nowhere")),
      ...tried(erofs("@/divided", "device=@/image,device=@/image"), erofs("@/divided", "device=@/l1")),
      erofs("@/divided", "device=@/image"),
      ...FILE,
      umount("@/t"),
    ],
  },
  {
    name: "a context of EROFS",
    disk: true,
    calls: [
      ["fsopen", "erofs", 0, 1],
      ["fsconfig", 1, n.FSCONFIG_SET_FLAG, "bogus", 0, 0],
      ["read", 1, 256],
      ["fsconfig", 1, n.FSCONFIG_SET_STRING, "cache_strategy", "some", 0],
      ["read", 1, 256],
      ["fsconfig", 1, n.FSCONFIG_SET_STRING, "source", "@/image", 0],
      ["fsconfig", 1, n.FSCONFIG_SET_FLAG, "noacl", 0, 0],
      ["fsconfig", 1, n.FSCONFIG_CMD_CREATE, 0, 0, 0],
      ["fsmount", 1, 0, 0, 2],
      ["move_mount", 2, "", CWD, "@/t", n.MOVE_MOUNT_F_EMPTY_PATH],
      ["close", 2],
      ["close", 1],
      ...line("@/t"),
      umount("@/t"),
    ],
  },
  {
    name: "an image keeps what it lies in from being unmounted, and is a layer",
    disk: true,
    calls: [
      ["mount", "@/l2", "@/l2", 0, n.MS_BIND, 0],
      ["mount", "@/l2/images", "@/l3", 0, n.MS_BIND, 0],
      erofs("@/l3/image"),
      umount("@/l3"),
      ["mount", "none", "@/l1", "overlay", 0, "lowerdir=@/t:@/l1"],
      ["statx", CWD, "@/l1/file", 0, n.STATX_BASIC],
      umount("@/t"),
      umount("@/l3"),
      umount("@/l1"),
      umount("@/l3"),
      umount("@/l2"),
    ],
  },
  { name: "EROFS from a file in memory", calls: tried(erofs("@/image"), erofs("@/nowhere")) },
  {
    name: "EROFS from a file on an overlay",
    disk: true,
    calls: [
      ["mount", "none", "@/t", "overlay", 0, "lowerdir=@/l2:@/l1"],
      erofs("@/t/images/image", "", 0, "@/l1"),
      umount("@/l1"),
      umount("@/t"),
    ],
  },
];
