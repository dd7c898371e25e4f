/** Many layers in one page of options: containerd.md 7.1. */
import { byRule, type Defect, passes } from "./defect.ts";

export const manyLayers: readonly Defect[] = [
  {
    number: "7.1.1",
    what: "4,096 bytes of options are let through, the kernel cuts them, and another layer is mounted",
    shown: [
      passes("kernel/page.test.ts", "*: * bytes are used, and mounted"),
      byRule("way.unavailable", "kernel/page.test.ts", "*: one byte more is refused, and goes another way by itself"),
    ],
  },
  {
    number: "7.1.2",
    what: "what is measured is the options without the commas between them",
    shown: [
      passes("incidents/cases.ts", "words that fill the page only with their commas: other ways take the layers"),
    ],
  },
  {
    number: "7.1.3",
    what: "layers without a common directory do not fit, more than 500 end in a bare error, and nothing else is tried",
    shown: [
      passes("incidents/cases.ts", "128 layers whose only common directory is /"),
      passes("cases/names.ts", "several parents: the planner's own choice"),
      passes("cases/ways.ts", "descriptors: 500 layers, writable"),
      byRule("budget.lower", "cases/layers.ts", "501 layers as words"),
    ],
  },
  {
    number: "7.1.4",
    what: "an activation has room for 256 mounts, and finds that out when it has made them all",
    shown: [
      passes("incidents/images.test.ts", "* EROFS images are the layers of one overlay"),
      passes("incidents/cases.ts", "the longest list of mounts"),
      byRule("budget.mounts", "incidents/cases.ts", "a list of one mount more: refused before the first is made"),
    ],
  },
  {
    number: "7.1.5",
    what: "who mounts containerd's list by other means gets it cut, or fails at some 70 layers",
    shown: [
      passes("cases/containerd.ts", "containerd: overlay-128-layers-active"),
      passes("cases/containerd.ts", "containerd: overlay-400-layers-active"),
    ],
  },
  {
    number: "7.1.6",
    what: "a value of fsconfig(2) has 255 bytes at most: a list of layers or a long path in one value fails",
    shown: [
      passes("cases/names.ts", "paths beyond 1,000 bytes: strings"),
      passes("cases/names.ts", "names of 255 bytes: descriptors"),
      passes("incidents/cases.ts", "a data image whose path is longer than a value of fsconfig"),
    ],
  },
  {
    number: "7.1.7",
    what: "others stop at 127 or 128 layers; containerd does not, and that is to be kept",
    shown: [
      passes("cases/ways.ts", "relative: 500 layers, writable"),
      passes("cases/ways.ts", "strings: 500 layers, writable"),
    ],
  },
];
