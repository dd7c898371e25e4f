/** Where paths lead, and names that are made and removed. */

import * as n from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Call } from "./assembly.ts";
import { line, type Situation, STATX } from "./parts.ts";

const { O_PATH, O_DIRECTORY, O_NOFOLLOW } = n;

/** Every situation of paths. */
export const paths: readonly Situation[] = [
  {
    name: "what paths lead to",
    calls: [
      ...[
        "@/link/",
        "@/link/.",
        "@/file/",
        "@/file/.",
        "@/l1/../t/..",
        "@/round",
        "@/far",
        `@/${"x".repeat(256)}`,
        "",
      ].map((path): Call => ["statx", CWD, path, 0, STATX]),
      ...["@/link", "@/round", "@/file", "@/nowhere", "@/link/"].flatMap((path): Call[] => [
        ["open", CWD, path, O_PATH | O_NOFOLLOW, 0, 1],
        ["close", 1],
        ["open", CWD, path, O_NOFOLLOW, 0, 1],
        ["close", 1],
        ["open", CWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0, 1],
        ["close", 1],
      ]),
      ...[1, 2, 4, 8, 16].flatMap((resolve): Call[] =>
        ["l1", "link", "up", "out", "..", "../t", "{0}l1", "/", "/l1"].flatMap((path): Call[] => [
          ["openat2", 0, path, O_PATH, resolve, 1],
          ["close", 1],
        ]),
      ),
      ["statx", CWD, `@/${"./".repeat(2100)}`, 0, STATX],
    ],
  },
  {
    name: "a long chain of symlinks",
    calls: [39, 40, 41].map((length): Call => ["statx", CWD, `@/chain${length}`, 0, STATX]),
  },
  {
    name: "making and removing names",
    calls: [
      ...["@/new", "@/new", "@/file", "@/file/x", "@/no/where", "@/link", "@/new/"].map(
        (path): Call => ["mkdir", CWD, path, 0o755],
      ),
      ...["@/new", "@/file", "@/l1", "@/nowhere", "@/link", "@/t/."].map((path): Call => ["rmdir", CWD, path]),
      ...["@/file", "@/l1", "@/nowhere", "@/link"].map((path): Call => ["unlink", CWD, path]),
      ["open", CWD, "@/made", 0x41, 0o600, 1],
      ["write", 1, "some", 4],
      ["close", 1],
      ["open", CWD, "@/made", 0xc1, 0o600, 1],
      ["open", CWD, "@/made", 0, 0, 1],
      ["read", 1, 64],
      ["rename", CWD, "@/made", CWD, "@/t/moved", 0],
      ["rename", CWD, "@/l1", CWD, "@/t/moved", 0],
      ["rename", CWD, "@/t", CWD, "@/t/in", 0],
      ["fdpath", 1, 4096],
      ["unlink", CWD, "@/t/moved"],
      ["fdpath", 1, 4096],
    ],
  },
  {
    name: "types and sources",
    calls: [
      ["mount", "none", "@/t", "nonsense", 0, 0],
      ["mount", "@/file", "@/t", "ext4", 0, 0],
      ["mount", "@/nowhere", "@/t", "ext4", 0, 0],
      ["mount", "none", "@/t", 0, 0, 0],
      ["mount", "none", "@/nowhere", "tmpfs", 0, 0],
      ["mount", "x".repeat(4096), "@/t", "tmpfs", 0, 0],
      ["mount", "none", "@/t", "tmpfs", 1, "size=100k,nr_inodes=3,mode=01"],
      ...line("@/t"),
      ["mkdir", CWD, "@/t/a", 0o755],
      ["mount", 0, "@/t", 0, n.MS_REMOUNT, 0],
      ...["@/t/a", "@/t/b", "@/t/c"].map((path): Call => ["mkdir", CWD, path, 0o755]),
      ["mount", "none", "@/t", "tmpfs", 0, "bogus"],
      ["fsopen", "nonsense", 0, 1],
      ["statmount", 9, 2, 4096],
    ],
  },
];
