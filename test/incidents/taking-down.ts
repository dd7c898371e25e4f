/** Unmounting, what is left, and what is lost: containerd.md 7.4. */
import { byRule, type Defect, passes } from "./defect.ts";

export const takingDown: readonly Defect[] = [
  {
    number: "7.4.14",
    what: "a directory is removed with all that is in it while something is still mounted there: files are lost",
    shown: [
      byRule(
        "unmount.directory-kernel",
        "unmount/cases/directories.ts",
        "what is in it is never removed: it is left, and named",
      ),
      passes("incidents/temporary.test.ts", "a writable id-mapped bind is one mount, and its source outlives it"),
      byRule(
        "unmount.stranger",
        "incidents/temporary.test.ts",
        "a second mount lies on it: nothing beneath is removed, and that is told",
      ),
    ],
  },
  {
    number: "7.4.15",
    what: "a busy mount is tried for 2.5 s, always, and then nobody says who uses it or how to go on",
    shown: [
      passes("unmount/cases/busy.ts", "it is tried again until it is let go of"),
      passes("unmount/cases/busy.ts", "all mounts share one budget of pauses"),
      passes("unmount/command.test.ts", "a busy mount: its holders in words and in JSON, with exit code 5"),
      byRule(
        "unmount.lazy",
        "unmount/cases/busy.ts",
        "detached where that is asked for: it is gone from the table, and what that means is told",
      ),
    ],
  },
  {
    number: "7.4.16",
    what: "of a list only one error comes back, and an invalid argument counts as unmounted",
    shown: [
      byRule(
        "unmount.busy",
        "unmount/cases/lists.ts",
        "the base alone is busy: that is no success (containerd.md 7.4, 16)",
      ),
      byRule("unmount.beneath", "unmount/cases/lists.ts", "two are busy: each with its error, the first as the cause"),
      byRule(
        "unmount.kernel",
        "incidents/flags.test.ts",
        "an unmount that the kernel answers with EINVAL is no success",
      ),
    ],
  },
  {
    number: "7.4.17",
    what: "after a crash only mounts of the daemon's own directory are looked for, and empty directories stay",
    shown: [
      passes("crash/points.test.ts", "*: killed at each effect"),
      passes(
        "crash/left-over.test.ts",
        "what was to go with a process is known by its owner, and goes when that is dead",
      ),
      passes("unmount/cases/directories.ts", "one that was there stays"),
    ],
  },
  {
    number: "7.4.18",
    what: "unmounting a writable overlay waits for its whole file system, and a volatile one cannot be mounted again",
    shown: [
      byRule("unmount.slow", "unmount/slow.test.ts", "in words: how long, why, and what would spare it"),
      passes(
        "library/temporary.test.ts",
        "read-only: the upperdir is seen, nothing can be written, and all is gone afterwards",
      ),
      byRule(
        "upper.volatile",
        "library/temporary.test.ts",
        "volatile is left out of what is there for a while, and said: the next mount is not refused",
      ),
    ],
  },
  {
    number: "7.4.19",
    what: "a list is taken down as if it were one mount, and the mounts in it keep it busy",
    shown: [
      passes("unmount/cases/lists.ts", "nobody is in the way: newest first"),
      byRule(
        "unmount.busy",
        "unmount/cases/lists.ts",
        "a stranger's mount lies beneath the root: ours in it go, the root stays busy (containerd.md 7.4, 19)",
      ),
    ],
  },
  {
    number: "7.4.20",
    what: "made read-only, a bind loses nosuid, nodev and noexec, and the mounts in it stay writable",
    shown: [
      passes("cases/binds.ts", "bind,ro keeps nosuid, nodev, noexec"),
      passes("cases/binds.ts", "rbind,ro is read-only in the sub-mount too"),
    ],
  },
];
