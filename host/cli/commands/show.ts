import type { Call, CommandDescription, OptionDescriptions, Outcome } from "../description.ts";
import type { JsonShow } from "../json.ts";

const options = {
  text: { type: "boolean", description: "the trace itself: its canonical text, one event a line" },
  redact: { type: "boolean", description: "the trace itself, with other names in the place of those that it holds" },
} as const satisfies OptionDescriptions;

export const description = {
  name: "show",
  summary: "tells a trace to a person",
  usage: "FILE",
  about: [
    "Tells what a trace holds that --record wrote: what was asked for, every effect with its phase and its result, " +
      "what failed and in which words of the kernel, what was taken back, and what was left.",
    "A trace that is still being recorded, or whose process died, is told as far as it goes; --text makes the " +
      "canonical text of it, as --record leaves it behind when its command ends.",
    "--redact makes a trace for others to see: every name is another one of the same length, in the same order, with " +
      "the same beginnings and special characters, and it replays. Inodes, devices, and ids of mounts and users stay.",
  ],
  operands: [{ name: "FILE", completes: "file", description: "a trace, - for standard input" }],
  options,
  examples: [
    { command: "layermount show run.trace", description: "what happened" },
    { command: "layermount show --redact run.trace >report.trace", description: "to attach to a report of a bug" },
    { command: "layermount show --text died.trace >run.trace", description: "the text of what a dead process left" },
  ],
} as const satisfies CommandDescription;

export async function run({ values, operands }: Call<typeof options>): Promise<Outcome> {
  const { readInput } = await import("../input/file.ts");
  const { redactTrace, traceText } = await import("../../library/trace.ts");
  const recorded = await readInput(operands[0] ?? "");
  const trace = await (values.redact ? redactTrace(recorded) : traceText(recorded));
  const json: JsonShow = {
    ok: true,
    events: trace
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
  if (values.text || values.redact) return { json, text: () => trace };
  const { shownTrace } = await import("../text/trace.ts");
  return { json, text: (paint) => shownTrace(trace, paint) };
}
