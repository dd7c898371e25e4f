/**
 * When a refusal is no failure: its rule, or the rule that closed the way that was asked for, says what the kernel
 * lacks, and the probe gave the same answer. A rule that refuses where the probe says yes is a failure.
 */
import { getSystemErrorName } from "node:util";
import type { Features, LayermountError, Probe } from "../../host/index.ts";

/** Rules of the planner, the feature whose lack they tell of, and the probe's answer to it. */
const LACKS: Readonly<Record<string, readonly [feature: keyof Features, answer: string]>> = {
  "way.no-own-cwd": ["ownCwd", "own-cwd"],
  "way.no-proc-layers": ["procFdLayers", "proc-fd"],
  "way.no-context": ["optionKeys", "any-key"],
  "way.no-strings": ["lowerdirPlus", "lowerdir-plus"],
  "way.no-descriptors": ["lowerdirFd", "lowerdir-fd"],
  "way.no-datadir": ["datadirPlus", "datadir-plus"],
  "way.no-data-only": ["dataOnly", "data-only"],
  "list.needs-openat2": ["openat2", "openat2"],
  "list.needs-proc-fd": ["procFd", "proc-fd"],
  "idmap.no-kernel": ["idmap", "idmap"],
  "idmap.no-layers": ["idmappedLayers", "detached-layers"],
  "overlay.unavailable": ["overlay", "overlay"],
  "bind.unavailable": ["bind", "open-tree"],
  "bind.read-only-tree": ["mountSetattr", "mount-setattr"],
};

/** Rules that name another one as their cause. */
const BY_CAUSE = ["way.unavailable", "way.none"];

/** What may come of any case besides what it expects. */
export const FOR_LACK: readonly string[] = [
  ...BY_CAUSE,
  ...Object.keys(LACKS).filter((rule) => !rule.startsWith("way.")),
];

/**
 * The probe's answer that excuses a refusal, in words.
 *
 * @returns undefined where the probe says that it should have worked.
 */
export function lackOf(refusal: LayermountError, { capabilities, answers }: Probe): string | undefined {
  const named = [...refusal.message.matchAll(/way\.no-[a-z-]+/g)].map(([rule]) => rule);
  // Where the page is too small, the other ways were closed first: they take options one by one.
  const causes = BY_CAUSE.includes(refusal.rule) ? [...named, "way.no-context"] : [refusal.rule];
  for (const cause of causes) {
    const [feature, name] = LACKS[cause] ?? [];
    if (feature === undefined || capabilities.features[feature]) continue;
    const answer = answers.find((one) => one.name === name);
    const said =
      answer === undefined
        ? "not asked"
        : answer.errno === 0
          ? "taken without a look"
          : getSystemErrorName(-answer.errno);
    return `${name}: ${said}`;
  }
  return undefined;
}
