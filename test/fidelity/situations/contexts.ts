/** Contexts of fsopen(2): keys that are refused, keys in another order, and what the log says of them. */

import * as n from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Call } from "./assembly.ts";
import { line, type Situation, STATX, umount } from "./parts.ts";

const { O_PATH, O_DIRECTORY, AT_EMPTY_PATH } = n;
const UMOUNT: Call = umount("@/t");
/** A context of an overlay in register 1. */
const CONTEXT: Call = ["fsopen", "overlay", 0, 1];
const CREATE: Call = ["fsconfig", 1, n.FSCONFIG_CMD_CREATE, 0, 0, 0];
const LOG: Call = ["read", 1, 512];
const CLOSE: Call = ["close", 1];

function set(key: string, value: string): Call {
  return ["fsconfig", 1, n.FSCONFIG_SET_STRING, key, value, 0];
}

function flag(key: string): Call {
  return ["fsconfig", 1, n.FSCONFIG_SET_FLAG, key, 0, 0];
}

/** Every situation of contexts. */
export const contexts: readonly Situation[] = [
  {
    name: "a context's keys and its log",
    calls: [
      CONTEXT,
      LOG,
      set("bogus", "x"),
      flag("bogus"),
      LOG,
      LOG,
      LOG,
      set("lowerdir+", ""),
      set("lowerdir+", "@/nowhere"),
      set("lowerdir+", "@/file"),
      LOG,
      LOG,
      set("lowerdir+", `@/${"x/".repeat(100)}${"y".repeat(156)}`),
      set("lowerdir+", "y".repeat(256)),
      set("k".repeat(256), "x"),
      flag("volatile"),
      set("volatile", "x"),
      flag("lowerdir+"),
      set("redirect_dir", "maybe"),
      CREATE,
      CREATE,
      set("lowerdir+", "@/l1"),
      CLOSE,
    ],
  },
  {
    name: "keys in the wrong order",
    calls: [
      CONTEXT,
      set("lowerdir", "@/l1:@/l2"),
      set("lowerdir+", "@/l3"),
      LOG,
      set("source", "a"),
      set("source", "b"),
      CREATE,
      CREATE,
      ["fsmount", 1, 0, 0x100000, 2],
      ["fsmount", 1, 0, 4, 2],
      ["fsmount", 1, 0, 0, 3],
      set("lowerdir+", "@/l3"),
      ["statx", 2, "", AT_EMPTY_PATH, STATX, 5],
      ["statmount", 5, 0x423, 4096],
      ["fstatfs", 2],
      ["mkdir", 2, "new", 0o700],
      ["move_mount", 2, "", CWD, "@/file", n.MOVE_MOUNT_F_EMPTY_PATH],
      ["move_mount", 2, "", CWD, "@/nowhere", n.MOVE_MOUNT_F_EMPTY_PATH],
      ["move_mount", 2, "", CWD, "@/t", n.MOVE_MOUNT_F_EMPTY_PATH],
      ["statmount", 5, 0x423, 4096],
      UMOUNT,
      ["close", 2],
      UMOUNT,
      UMOUNT,
    ],
  },
  {
    name: "layers by descriptors",
    calls: [
      ["open", CWD, "@/l1", O_PATH, 0, 2],
      ["open", CWD, "@/l2", O_DIRECTORY, 0, 3],
      ["open", CWD, "@/file", O_PATH, 0, 4],
      CONTEXT,
      ["fsconfig_fd", 1, n.FSCONFIG_SET_FD, "lowerdir+", 2],
      ["fsconfig_fd", 1, n.FSCONFIG_SET_FD, "lowerdir+", 3],
      ["fsconfig_fd", 1, n.FSCONFIG_SET_FD, "lowerdir+", 4],
      ["fsconfig_fd", 1, n.FSCONFIG_SET_FD, "lowerdir", 3],
      ["fsconfig_fd", 1, n.FSCONFIG_SET_FD, "bogus", 3],
      LOG,
      LOG,
      LOG,
      set("datadir+", "@/l3"),
      set("lowerdir+", "@/w"),
      CREATE,
      ["fsmount", 1, 0, 0, 5],
      ["move_mount", 5, "", CWD, "@/t", n.MOVE_MOUNT_F_EMPTY_PATH],
      ...line("@/t"),
    ],
  },
];
