import type { Call, CommandDescription, Outcome } from "../description.ts";
import { absolute } from "../input/paths.ts";

export const description = {
  name: "holders",
  summary: "who uses what is mounted at TARGET, so that it stays busy",
  usage: "TARGET",
  about: [
    "Names processes, and whether they use it by working directory, root, open file or mapping, and mounts in it. Uses " +
      "are compared by mount id, so that a file of the same name elsewhere is none; processes in other mount " +
      "namespaces are looked at, too.",
    "Where nobody is named the kernel does not tell: a socket that is bound in it holds a mount, and so do a " +
      "descriptor on its way between processes and the kernel itself, for a loop device for instance. The exit code " +
      "is 0 whether or not there is anybody, and 3 where nothing is mounted.",
  ],
  operands: [{ name: "TARGET", completes: "directory", description: "the directory that was mounted on" }],
  options: {},
  examples: [
    { command: "layermount holders /mnt/web", description: "a row for each use" },
    {
      command: "layermount holders --json /mnt/web | jq '[.holders[].pid] | unique'",
      description: "process ids",
    },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call): Promise<Outcome> {
  const target = await absolute(call.operands[0] ?? "", "TARGET");
  const { holders } = await import("../../library/holders.ts");
  const found = await holders(target);
  const { holdersJson, holdersText } = await import("../text/holders.ts");
  return { json: holdersJson(found), text: (paint) => holdersText(found, paint) };
}
