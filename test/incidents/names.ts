/** Names that option texts trip over: containerd.md 7.2. */
import { byRule, type Defect, passes } from "./defect.ts";

export const names: readonly Defect[] = [
  {
    number: "7.2.8",
    what: "colon, comma and backslash are not escaped by who writes the list",
    shown: [
      passes("cases/names.ts", "hostile names: 39 layers and the top, by relative"),
      passes("words/containerd.test.ts", "7.2.8 and T7: `:` `,` and `\\` in the root of all snapshots"),
      byRule("path.relative", "incidents/cases.ts", "a root with a colon, as containerd writes it"),
      byRule("kernel.refused", "incidents/cases.ts", "a root with a comma, as containerd writes it"),
    ],
  },
  {
    number: "7.2.9",
    what: "a value that is escaped, as the contract wants it, is split inside its escapes",
    shown: [
      passes("words/containerd.test.ts", "7.2.9: a value that is escaped already is not split inside an escape"),
      passes("cases/names.ts", "hostile name in words: colon:colon"),
    ],
  },
];
