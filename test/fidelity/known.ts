/** Where the simulation is not the kernel that it stands for, each with the reason: read by the differential test. */
import { type Kernel, type Rules, rulesOf } from "../simulated-kernel/rules.ts";

/** A kernel that does otherwise than the one of its series that was measured. */
interface Other {
  readonly release: RegExp;
  readonly reason: string;
  readonly change: (rules: Rules) => Rules;
}

const OTHERS: readonly Other[] = [
  {
    release: /^6\.18\.(?:3[0-9]|[4-9][0-9])/,
    reason: "6.18.44 knows fsync=, which 6.18.15 of the table does not (kernels.md, traps)",
    change: (rules) => ({
      ...rules,
      features: { ...rules.features, fsync: true },
      texts: { ...rules.texts, volatileShown: "fsync=volatile" },
    }),
  },
];

/** The facts of a kernel by its release, as uname(2) has it, and why they are not those of the table. */
export function rulesOfRelease(kernel: Kernel, release: string): { readonly rules: Rules; readonly reasons: string[] } {
  const others = OTHERS.filter((one) => one.release.test(release));
  return {
    rules: others.reduce((rules, { change }) => change(rules), rulesOf(kernel)),
    reasons: others.map(({ reason }) => reason),
  };
}

/** What a run may do otherwise, by the text of where the two part. */
const DIFFERENCES: readonly { readonly at: RegExp; readonly reason: string }[] = [
  {
    at: /: (?:statx|open|openat2) gave -40, the simulation 0/,
    reason: "a layer of a living overlay was moved into another one: a lookup finds that, the simulation only a mount",
  },
];

/** The reason of a difference that is known. */
export function knownDifference(parting: string): string | undefined {
  return DIFFERENCES.find(({ at }) => at.test(parting))?.reason;
}
