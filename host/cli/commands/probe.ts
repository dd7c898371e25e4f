import type { Call, CommandDescription, Outcome } from "../description.ts";
import { absolute } from "../input/paths.ts";
import { libraryOptions, recordOption } from "../options.ts";

export const description = {
  name: "probe",
  summary: "what this kernel and a directory's file system can do, by trying",
  usage: "[DIR]",
  about: [
    "Tries every kernel interface that a mount may use, in a temporary directory that is removed again, and prints " +
      "the capabilities by the names that --without takes. Versions are never compared.",
  ],
  operands: [
    {
      name: "DIR",
      optional: true,
      completes: "directory",
      description: "where upperdirs would lie; else a usual temporary directory",
    },
  ],
  options: recordOption,
  examples: [
    { command: "layermount probe /var/lib/containerd", description: "whether writable layers can lie there" },
    {
      command: "layermount probe --json >web.json",
      description: "for a plan elsewhere: layermount plan --capabilities web.json",
    },
    { command: "layermount probe --json | jq .capabilities.features", description: "for a program" },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof description.options>): Promise<Outcome> {
  const [directory] = call.operands;
  const where = directory === undefined ? undefined : await absolute(directory, "DIR");
  const { probe } = await import("../../library/probe.ts");
  const probed = await probe(where, await libraryOptions(call.values));
  const { probeJson, probeText } = await import("../text/probe.ts");
  return { json: probeJson(probed), text: (paint) => probeText(probed, paint) };
}
