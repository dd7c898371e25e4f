import type { Call, CommandDescription, OptionDescriptions, Outcome } from "../description.ts";
import { inputOptions } from "../input/options.ts";
import { requestFrom } from "../input/request.ts";
import { libraryOptions } from "../options.ts";
import { Wrong } from "../wrong.ts";

const options = {
  ...inputOptions,
  capabilities: {
    type: "string",
    value: "FILE",
    completes: "file",
    description:
      "plan for the machine of which `layermount probe --json` printed FILE, - for standard input; nothing of this one " +
      "is asked, and neither Linux nor root is needed",
  },
} as const satisfies OptionDescriptions;

export const description = {
  name: "plan",
  summary: "what would be done and why; changes nothing",
  usage: "INPUT TARGET",
  about: [
    "Decides how the layers would be mounted, without looking at them, and prints every system call in order, with its " +
      "phase and the rule that says why it is there; then the decisions, with what was turned down and its price. The " +
      "plan is for whoever asks: an ordinary user gets that of root with root's capabilities (--capabilities).",
    "INPUT is a mount list (--mounts FILE) or layers one by one (--lower DIR, the topmost first).",
  ],
  operands: [{ name: "TARGET", completes: "directory", description: "the directory that would be mounted on" }],
  options,
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
    {
      command: "ssh web layermount probe --json | layermount plan --capabilities - --lower /layers/1 /mnt",
      description: "what another machine would do",
    },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof options>): Promise<Outcome> {
  const { values } = call;
  const { capabilities: file } = values;
  if (file === "-" && values.mounts === "-") {
    throw new Wrong("usage.input-twice", { item: "--capabilities", other: "--mounts" });
  }
  const request = await requestFrom(values, call.operands[0] ?? "");
  const read = file === undefined ? undefined : await import("../input/capabilities.ts");
  const capabilities = await read?.capabilitiesInFile(file ?? "");
  const { plan } = await import("../../library/plan.ts");
  const planned = await plan(request, { ...(await libraryOptions(values)), ...(capabilities && { capabilities }) });
  const { planJson, planText } = await import("../text/plan.ts");
  return { json: planJson(planned), warnings: planned.warnings, text: (paint) => planText(planned, paint) };
}
