/** Rules that no run of the simulator can come to, each with the reason. */
const UNREACHED: readonly (readonly [rules: RegExp, why: string])[] = [
  [/^(?:usage|input|records|capability|capabilities|library|planner|with|runtime|trace)\./, "the host's own"],
  [/^unmount\.(?:lazy-beneath|slow)$/, "the host's own"],
  [/^later\./, "what is not done yet"],
  [/^erofs\.(?!devices$|superblock$)/, "whose directory a list is, which no run asks for: test/erofs"],
  [
    /^run\.(?:message|observation|aborted|turn)$/,
    "a host that says what no host of ours says: test/core/mutation.test.ts",
  ],
  [/^verify\.(?:options|layer-count|type|attributes)$/, "a kernel that shows other mounts than it made: test/core"],
  [/^overlay\.depth$/, "no overlay of an overlay is drawn: test/fidelity/cases.test.ts has it"],
  [/^user\.changed$/, "a file that is written to while it is read: test/core"],
  [/^verify\.not-mapped$/, "a kernel that maps otherwise than it was asked: test/core"],
  [/^way\.descriptor-number$/, "a process with a hundred thousand descriptors: test/core"],
];

/** Why a rule is never named in a run; undefined: it can be. */
export function neverHere(rule: string): string | undefined {
  return UNREACHED.find(([rules]) => rules.test(rule))?.[1];
}
