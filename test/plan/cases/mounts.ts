/** Mounts that are no overlay, lists of several mounts, targets and proofs. */
import type { Mount, MountRequest } from "../../../host/types.ts";
import { vector } from "../vectors.ts";
import { type Golden, kernels, planned, together, variants, without } from "./golden.ts";
import { overlay, snapshots, top } from "./layouts.ts";

function only(mount: Mount, more: Partial<MountRequest> = {}): MountRequest {
  return { mounts: [mount], target: "/target", ...more };
}

const bind = (options: readonly string[]): MountRequest => only({ type: "bind", source: "/src/dir", options });

const single: Golden = planned(
  "single-lower",
  "an overlay of one layer without an upperdir, which the kernel would refuse: a read-only bind",
  only({ type: "overlay", options: ["lowerdir=/l/1", "index=off"] }),
);

const binds: Golden = planned(
  "bind-ro",
  "a bind with ro and nosuid",
  bind(["bind", "ro", "nosuid"]),
  kernels(["5.10", "6.18"]),
);

const trees: Golden = planned(
  "bind-rbind-ro",
  "a recursive bind, read-only as a whole, or refused",
  bind(["rbind", "ro"]),
  kernels(["5.10", "6.1"]),
  ["perform"],
);

const inverse: Golden = variants(
  "bind-words",
  "words of a bind: inverse words clear what the source has, others stay; propagation is a change of its own (6.18, 5.10)",
  vector("6.18"),
  {
    "rw,suid,exec": bind(["bind", "rw", "suid", "exec"]),
    "noatime,nodiratime": bind(["bind", "noatime", "nodiratime"]),
    "rbind,rprivate": bind(["rbind", "rprivate"]),
    "rbind,shared": bind(["rbind", "shared"]),
    "a word that a bind would ignore": bind(["bind", "index=off"]),
    "no source": only({ type: "bind", options: ["bind"] }),
  },
  ["perform"],
);

const legacyPropagation: Golden = planned(
  "propagation-legacy",
  "propagation without mount_setattr: a second mount(2) on what is seen",
  bind(["rbind", "rslave"]),
  kernels(["5.10"]),
  ["perform", "verify"],
);

const plain: Golden = variants(
  "plain",
  "other file systems by mount(2), with their flags and data (6.18)",
  vector("6.18"),
  {
    tmpfs: only({ type: "tmpfs", source: "tmpfs", options: ["nosuid,nodev,size=64m,mode=0755"] }),
    proc: only({ type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev", "hidepid=2"] }),
    ext4: only({ type: "ext4", source: "/dev/vdb", options: ["ro", "noload", "x-systemd.automount", "noauto"] }),
    "ext4, no words": only({ type: "ext4", source: "/dev/vdb" }),
    loop: only({ type: "ext4", source: "/images/disk", options: ["loop"] }),
    "id map": only({ type: "ext4", source: "/dev/vdb", options: ["uidmap=0:100000:65536"] }),
    remount: only({ type: "tmpfs", options: ["remount", "ro"] }),
    template: only({ type: "format/overlay", options: ["lowerdir={{ mount 0 }}"] }),
  },
  ["perform"],
);

const list: Golden = planned(
  "list-sub-targets",
  "a root and what goes beneath it: the first program of the list, whose root stays open for the second",
  {
    mounts: [
      { type: "overlay", ...top("/l/9"), lowers: snapshots(2, "/l") },
      { type: "proc", source: "proc", target: "proc" },
      { type: "bind", source: "/etc/resolv.conf", target: "/etc//resolv.conf", options: ["bind", "ro"] },
    ],
    target: "/target",
  },
  [...kernels(["6.18"]), { label: "6.18 without openat2", capabilities: without("6.18", ["openat2"]) }],
);

const making: Golden = planned(
  "mkdir",
  "the target is made first",
  { ...overlay(snapshots(2, "/l")), mkdir: true },
  kernels(["6.18"]),
);

const proof = (way: "relative" | "strings", level: "none" | "kernel" | "identity"): MountRequest => {
  return { ...overlay(snapshots(2, "/l"), top("/l/9")), way, proof: level };
};

const proofs: Golden = variants(
  "proofs",
  "how much is proved: none, kernel (what every other file shows), identity (6.18)",
  vector("6.18"),
  {
    "relative, none": proof("relative", "none"),
    "relative, identity": proof("relative", "identity"),
    "strings, none": proof("strings", "none"),
  },
);

const sources: Golden = planned(
  "proof-sources",
  "where the kernel's own list of layers is read: option array, option text, mountinfo, by what is there",
  overlay(snapshots(2, "/l")),
  [
    ...kernels(["6.18", "6.12", "5.10"]),
    { label: "6.18 without the options of statmount", capabilities: without("6.18", ["option-array", "option-text"]) },
    { label: "6.18 without statmount", capabilities: without("6.18", ["statmount"]) },
  ],
  ["verify"],
);

/** Golden files about everything that is no choice of a way. */
export const mounts: readonly Golden[] = [
  single,
  binds,
  together("bind-words", "words of a bind", [trees, inverse, legacyPropagation]),
  plain,
  list,
  making,
  proofs,
  sources,
];
