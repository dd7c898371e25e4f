import type { Call, CommandDescription, Outcome } from "../description.ts";
import { inputOptions } from "../input/options.ts";
import { requestFrom } from "../input/request.ts";
import { libraryOptions } from "../options.ts";

export const description = {
  name: "plan",
  summary: "what would be done and why; changes nothing",
  usage: "INPUT TARGET",
  about: [
    "Looks at the layers and the target, decides how they would be mounted, and prints every system call in order, " +
      "with its phase and the rule that says why it is there; then the decisions, with what was turned down and its price.",
    "INPUT is a mount list (--mounts FILE) or layers one by one (--lower DIR, the topmost first).",
  ],
  operands: [{ name: "TARGET", description: "the directory that would be mounted on" }],
  options: inputOptions,
  examples: [
    { command: "layermount plan --lower /layers/2 --lower /layers/1 /mnt", description: "two layers, read-only" },
    {
      command: "ctr snapshots mounts /mnt web | layermount plan --mounts - /mnt",
      description: "what containerd would have mounted for the snapshot web",
    },
    {
      command: "layermount plan --json --way descriptors --mounts list.json /mnt | jq .planHash",
      description: "the digest of a plan that names its layers by descriptor",
    },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof inputOptions>): Promise<Outcome> {
  const request = await requestFrom(call.values, call.operands[0] ?? "");
  const { plan } = await import("../../library/plan.ts");
  const planned = await plan(request, await libraryOptions(call.values));
  const { planJson, planText } = await import("../text/plan.ts");
  return { json: planJson(planned), text: (paint) => planText(planned, paint) };
}
