/** What a call does to the list that it was given: containerd.md 7.7. */
import { type Defect, passes } from "./defect.ts";

export const callersLists: readonly Defect[] = [
  {
    number: "7.7.35",
    what: "helpers change the caller's list, skip the second of two maps, or run over the end",
    shown: [
      passes(
        "words/containerd.test.ts",
        "7.7.35 and T9: maps beside each other are both read, and nothing is taken out of the caller's list",
      ),
      passes("words/view.test.ts", "7.7.35: the caller's list is as it was, and the same list is the same plan again"),
      passes("words/properties.test.ts", "T9: the input is never changed"),
    ],
  },
];
