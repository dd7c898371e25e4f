/** Rules that no run of the simulator can come to, each with the reason. */
const UNREACHED: readonly (readonly [rules: RegExp, why: string])[] = [
  [/^(?:usage|input|records|capability|capabilities|library|planner|with|runtime|trace)\./, "the host's own"],
  [/^(?:later|erofs)\./, "what the simulated kernel does not have yet"],
];

/** Why a rule is never named in a run; undefined: it can be. */
export function neverHere(rule: string): string | undefined {
  return UNREACHED.find(([rules]) => rules.test(rule))?.[1];
}
