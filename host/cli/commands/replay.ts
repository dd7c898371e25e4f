import type { Call, CommandDescription, Outcome } from "../description.ts";
import type { JsonReplay } from "../json.ts";

/** Exit code where something differs. */
const DIFFERS = 4;

export const description = {
  name: "replay",
  summary: "feeds a trace to the planner, and compares every program",
  usage: "FILE",
  about: [
    "Replays a trace that --record wrote: this planner is told the same request, the same capabilities and, one after " +
      "the other, the same observations, and each program that it makes is compared with the recorded one, byte for " +
      "byte. Nothing is mounted: it needs neither Linux nor root.",
    "The exit code is 0 when nothing differs. Else it is 4, and the first effect that differs is printed as it was " +
      "and as it would be now.",
  ],
  operands: [{ name: "FILE", completes: "file", description: "a trace, - for standard input" }],
  options: {},
  examples: [
    { command: "layermount replay run.trace", description: "does this version still do the same?" },
    { command: "layermount show --redact run.trace | layermount replay -", description: "without the names" },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof description.options>): Promise<Outcome> {
  const { readInput } = await import("../input/file.ts");
  const { replay } = await import("../../library/trace.ts");
  const replayed = await replay(await readInput(call.operands[0] ?? ""));
  const { replayedText } = await import("../text/trace.ts");
  const json: JsonReplay = { ok: true, ...replayed };
  return {
    json,
    exitCode: replayed.same ? 0 : DIFFERS,
    onStdout: true,
    text: (paint) => replayedText(replayed, paint),
  };
}
