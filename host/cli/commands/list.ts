import type { Call, CommandDescription, Outcome } from "../description.ts";
import { libraryOptions, recordOption } from "../options.ts";

export const description = {
  name: "list",
  summary: "our mounts, and whether the kernel still agrees",
  usage: "",
  about: [
    "Reads the records of the state directory and asks the kernel about each of their mounts: ours, gone, covered by " +
      "another mount, replaced by another mount, moved away, hidden by another mount, or made elsewhere (in another " +
      "mount namespace, or before a reboot).",
  ],
  operands: [],
  options: recordOption,
  examples: [
    { command: "layermount list", description: "a table" },
    {
      command: `layermount list --json | jq -r '.mounts[] | select(.standing != "ours") | .target'`,
      description: "targets about which kernel and record differ",
    },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof description.options>): Promise<Outcome> {
  const { list } = await import("../../library/list.ts");
  const listing = await list(await libraryOptions(call.values));
  const { listJson, listText } = await import("../text/list.ts");
  return { json: listJson(listing), text: (paint) => listText(listing, paint) };
}
