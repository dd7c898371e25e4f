/** Id-mapped layers: containerd.md 7.3. */
import { byRule, type Defect, passes } from "./defect.ts";

export const idMaps: readonly Defect[] = [
  {
    number: "7.3.10",
    what: "clones for id maps are attached where everybody sees them, and stay when something fails",
    shown: [
      passes(
        "kernel/idmaps.test.ts",
        "layers of a clone that nobody ever sees: one mount is attached, and nothing else",
      ),
      passes("kernel/idmaps.test.ts", "* overlays of * layers at once"),
      passes("kernel/idmaps.test.ts", "a step that fails later: the clone goes once, and its directory"),
      passes("crash/points.test.ts", "*: killed at each effect"),
    ],
  },
  {
    number: "7.3.11",
    what: "`bind,ro` with maps is not mapped, one map alone is ignored, and what cannot be mapped stays mounted plain",
    shown: [
      passes("cases/idmaps.ts", "id maps: bind and ro is one mount, and mapped"),
      byRule("idmap.alone", "cases/words.ts", "words: uidmap=0:100000:65536"),
      byRule("idmap.filesystem", "cases/idmaps.ts", "id maps: a file system that cannot be mapped"),
    ],
  },
  {
    number: "7.3.12",
    what: "of one layer the directory above it is mapped, with what else lies there, mounts of others included",
    shown: [
      passes("plan/names.test.ts", "cloned for id maps of *"),
      passes("incidents/cases.ts", "id maps: one layer, and beside it a mount that cannot be mapped"),
      passes("cases/idmaps.ts", "id maps: a mount among the layers that cannot be mapped is not taken along"),
    ],
  },
  {
    number: "7.3.13",
    what: "a user namespace takes a stopped copy of the program, which keeps mounts busy; who maps is the snapshotter",
    shown: [
      passes("shim/userns.test.ts", "a namespace is there, and nobody lives in it"),
      passes("kernel/idmaps.test.ts", "a user namespace is made once for the same maps, and kept by the session"),
      // Whoever prepared the layers: who mounts them maps them.
      passes("cases/containerd.ts", "containerd: overlay-1-layers-view-remapped"),
      passes("cases/idmaps.ts", "id maps: read-only layers"),
      byRule("idmap.upper-owner", "cases/idmap-owners.ts", "id maps: an upperdir of nobody in the container"),
    ],
  },
];
