/** Looks somebody up in what was mounted: whom the image means, or why nobody can say. */
import type { Runner } from "./runner.ts";
import type { Scenario, Sought } from "./scenario.ts";

/** Whether nobody is in the way, and the lowest layer's passwd is what is seen. */
function isSeen(scenario: Scenario): boolean {
  const { kind, layers, sought, spoil, faults, acts, maps } = scenario;
  const isCalm = spoil === undefined && faults.length === 0 && acts.length === 0;
  const isWhole = isCalm && (kind === "overlay" || (kind === "bind" && layers.length === 1));
  // What is mounted on the topmost layer hides what that has.
  const isHidden = maps?.apart !== undefined && layers.length === 1;
  return isWhole && !isHidden && /^a (?:long )?file$|^a symlink$/.test(sought?.passwd ?? "");
}

/** What is answered must be right, or be refused by a rule that is about it; nothing of it stays open. */
export function seek(runner: Runner, root: Uint8Array, { user, groups }: Sought): void {
  const { watch, scenario, driver } = runner;
  const { registers } = driver.session;
  const open = registers.size;
  const answer = runner.run({ tag: "user", value: { root, user, groups } });
  if (registers.size !== open) watch.broken("descriptors", `${registers.size - open} stayed open behind a user`);
  if (answer?.tag === "failed") {
    const { verdict, rule } = answer.value;
    if (verdict !== "refused" || !rule.startsWith("user.")) watch.broken("user", `${verdict} by ${rule}`);
  } else if (answer?.tag !== "resolved") watch.broken("user", `${answer?.tag}`);
  else if (isSeen(scenario) && (user === "guest" || user === "405") && groups.length === 0) {
    const { uid, gid, additionalGids } = answer.value;
    const is = `${uid}:${gid} ${additionalGids}`;
    if (is !== "405:100 100,101") watch.broken("user", `guest is ${is}`);
  }
}
