/**
 * What containerd 2.4.2 really did when it was run beside others: containerd.md 8. That section has no numbers of its
 * own; they are counted in the order of its text, first what was still there, then what was new.
 */
import { byRule, type Defect, passes } from "./defect.ts";

const still: readonly Defect[] = [
  {
    number: "8.1",
    what: "4,096 bytes are accepted and the wrong layer is mounted",
    shown: [
      byRule("way.unavailable", "kernel/page.test.ts", "*: one byte more is refused, and goes another way by itself"),
    ],
  },
  {
    number: "8.2",
    what: "layers of two roots: the options are too long",
    shown: [passes("incidents/cases.ts", "128 layers whose only common directory is /")],
  },
  {
    number: "8.3",
    what: "501 layers: a bare EINVAL",
    shown: [
      byRule("budget.lower", "cases/layers.ts", "501 layers as words"),
      byRule(
        "budget.lower",
        "cases/limits.ts",
        "501 layers, although the planner is told that the kernel takes as many",
      ),
    ],
  },
  {
    number: "8.4",
    what: "an EROFS image of 300 layers fails over a bucket that exists already",
    shown: [
      passes("incidents/images.test.ts", "* EROFS images are the layers of one overlay"),
      byRule("later.loop", "cases/containerd.ts", "containerd: erofs-55-layers-active"),
    ],
  },
  {
    number: "8.5",
    what: "a colon or a comma in the root directory",
    shown: [
      passes("cases/names.ts", "hostile name in words: a:b"),
      passes("cases/names.ts", "hostile name in words: comma,comma"),
      byRule("path.relative", "incidents/cases.ts", "a root with a colon, as containerd writes it"),
      byRule("kernel.refused", "incidents/cases.ts", "a root with a comma, as containerd writes it"),
    ],
  },
  {
    number: "8.6",
    what: "id maps attach a mount for a while",
    shown: [
      passes(
        "kernel/idmaps.test.ts",
        "layers of a clone that nobody ever sees: one mount is attached, and nothing else",
      ),
      passes("kernel/idmaps.test.ts", "the clone that is attached for a while is heard, and goes once"),
    ],
  },
  {
    number: "8.7",
    what: "`bind,ro` with maps is not mapped, and so is a view of one layer",
    shown: [
      passes("kernel/idmaps.test.ts", "bind and ro with maps is one mount"),
      passes("cases/containerd.ts", "containerd: overlay-1-layers-view-remapped"),
    ],
  },
  {
    number: "8.8",
    what: "one map without the other is ignored",
    shown: [byRule("idmap.alone", "cases/idmap-ranges.ts", "id maps: idmap.alone 0")],
  },
  {
    number: "8.9",
    what: "a mount of somebody else among the layers fails the id map",
    shown: [passes("cases/idmaps.ts", "id maps: a mount among the layers that cannot be mapped is not taken along")],
  },
  {
    number: "8.10",
    what: "taking down a temporary id-mapped bind empties its source, and says that all is well",
    shown: [
      passes("incidents/temporary.test.ts", "a writable id-mapped bind is one mount, and its source outlives it"),
      byRule(
        "unmount.stranger",
        "incidents/temporary.test.ts",
        "a second mount lies on it: nothing beneath is removed, and that is told",
      ),
    ],
  },
  {
    number: "8.11",
    what: "unmounting says that all is well when it failed",
    shown: [
      byRule(
        "unmount.busy",
        "unmount/cases/lists.ts",
        "the base alone is busy: that is no success (containerd.md 7.4, 16)",
      ),
      byRule(
        "unmount.kernel",
        "incidents/flags.test.ts",
        "an unmount that the kernel answers with EINVAL is no success",
      ),
    ],
  },
  {
    number: "8.12",
    what: "a bind that is made read-only loses nosuid, nodev and noexec",
    shown: [passes("cases/binds.ts", "bind,ro keeps nosuid, nodev, noexec")],
  },
  {
    number: "8.13",
    what: "`remount,ro` does nothing",
    shown: [byRule("words.remount", "cases/words.ts", "words: remount")],
  },
  {
    number: "8.14",
    what: "`defaults` and the words of propagation reach the file system",
    shown: [
      passes("cases/words.ts", "words: defaults noauto _netdev x-systemd.automount comment=a"),
      passes("cases/words.ts", "words: unbindable"),
      passes("words/containerd.test.ts", "§1.4: rprivate changes the propagation; there it reaches the kernel as data"),
    ],
  },
  {
    number: "8.15",
    what: "the differ panics when a list is short",
    shown: [
      passes("erofs/directory.test.ts", "any list: no exception, an absolute directory or a refusal"),
      byRule(
        "erofs.no-mounts",
        "erofs/recognise.test.ts",
        "no mounts (containerd panics) -> refused erofs.no-mounts:  (mount -1)",
      ),
      byRule("list.empty", "cases/lists.ts", "an empty list"),
    ],
  },
  {
    number: "8.16",
    what: "one image that needs a loop device gives one to all others from then on",
    shown: [
      byRule(
        "kernel.refused",
        "incidents/images.test.ts",
        "what the kernel says of one image is not held against the next one",
      ),
    ],
  },
  {
    number: "8.17",
    what: "an empty list of mounts: nobody's USER is looked up, and root it is",
    shown: [
      byRule(
        "user.no-file",
        "user/library.test.ts",
        "no image: numbers mean somebody, names do not; nothing is mounted",
      ),
    ],
  },
];

const fresh: readonly Defect[] = [
  {
    number: "8.18",
    what: "the thread that mounts many id-mapped layers still works in the clone when that is unmounted: it is busy, and may stay",
    shown: [passes("incidents/temporary.test.ts", "the clone of * layers goes at the first attempt, * times")],
  },
  {
    number: "8.19",
    what: "an id of the host of 2^32 is accepted, and is root",
    shown: [byRule("idmap.overflow", "cases/idmap-ranges.ts", "id maps: idmap.overflow 9")],
  },
  {
    number: "8.20",
    what: "an EROFS list with maps that its snapshot does not know of reaches the kernel as a template",
    shown: [byRule("later.template", "incidents/cases.ts", "an EROFS list with maps, whose overlay is a template")],
  },
];

export const release: readonly Defect[] = [...still, ...fresh];
