import type { Call, CommandDescription, OptionDescriptions, Outcome } from "../description.ts";
import { absolute } from "../input/paths.ts";
import { libraryOptions, patienceOption, recordOption } from "../options.ts";

/** Something is left, and named. */
const LEFT = 5;

const options = {
  ...recordOption,
  "dry-run": { type: "boolean", description: "only tell what would be taken back" },
  ...patienceOption,
} as const satisfies OptionDescriptions;

export const description = {
  name: "recover",
  summary: "takes back what runs did whose process died",
  usage: "[TARGET]",
  about: [
    "Every run is recorded in a journal before it does anything. A journal whose process died before the run had come " +
      "to its end is read, and what the run did is taken back: mounts by their identity, directories that it made. " +
      "What was mounted and recorded stays.",
    "It can be asked for again, and by several at once. The exit code is 5 when something is left, which is named.",
  ],
  operands: [
    { name: "TARGET", optional: true, completes: "directory", description: "only runs that mounted at this directory" },
  ],
  options,
  examples: [
    { command: "layermount recover --dry-run", description: "what would be taken back" },
    { command: "layermount recover", description: "takes it back" },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof options>): Promise<Outcome> {
  const { values } = call;
  const { recover } = await import("../../library/recover.ts");
  const target = call.operands[0];
  const recovered = await recover({
    ...(target !== undefined && { target: await absolute(target, "TARGET") }),
    ...(await libraryOptions(values)),
    ...(values["dry-run"] && { dryRun: true }),
    ...(values.patience !== undefined && { patience: Number(values.patience) }),
  });
  const { recoveredJson, recoveredText } = await import("../text/recovered.ts");
  const isLeft = recovered.runs.some(({ recovery }) => recovery === "left" || recovery === "damaged");
  return {
    json: recoveredJson(recovered),
    ...(isLeft && { exitCode: LEFT, onStdout: true as const }),
    text: (paint) => recoveredText(recovered, paint),
  };
}
