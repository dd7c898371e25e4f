import { shown } from "../../shown.ts";
import type { UnmountOptions } from "../../types.ts";
import type { Call, CommandDescription, OptionDescriptions, Outcome } from "../description.ts";
import { absolute } from "../input/paths.ts";
import type { JsonUnmounted } from "../json.ts";
import { libraryOptions, recordOption } from "../options.ts";
import { jsonTarget } from "../text/path.ts";

const PATIENCE_MOST = 60000;

const options = {
  ...recordOption,
  any: { type: "boolean", description: "unmount what is there, also if layermount did not mount it" },
  patience: {
    type: "string",
    most: PATIENCE_MOST,
    value: "MS",
    description: `how long a busy mount is tried again, in milliseconds, at most ${PATIENCE_MOST}`,
  },
} as const satisfies OptionDescriptions;

export const description = {
  name: "unmount",
  summary: "takes down what was mounted at TARGET",
  usage: "TARGET",
  about: [
    "Takes down every mount of the newest record for TARGET, the last one first, and tries again while one is busy. " +
      "What layermount did not mount is refused unless --any is given.",
  ],
  operands: [{ name: "TARGET", completes: "directory", description: "the directory that was mounted on" }],
  options,
  examples: [
    { command: "layermount unmount /mnt/web", description: "what layermount mounted there" },
    { command: "layermount unmount --patience 5000 /mnt/web", description: "waits five seconds for the last user" },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof options>): Promise<Outcome> {
  const { values } = call;
  const target = await absolute(call.operands[0] ?? "", "TARGET");
  const how: UnmountOptions = {
    ...(await libraryOptions(values)),
    ...(values.any && { any: true }),
    ...(values.patience !== undefined && { patience: Number(values.patience) }),
  };
  const { unmount } = await import("../../library/unmount.ts");
  const { unmounted, gone, retries, removedTarget } = await unmount(target, how);
  const json: JsonUnmounted = { ok: true, ...jsonTarget(target), unmounted, gone, retries, removedTarget };
  return {
    json,
    text: (paint) => {
      const notes = [
        `${unmounted} ${unmounted === 1 ? "mount" : "mounts"}`,
        gone > 0 ? `${gone} had gone before` : "",
        retries > 0 ? `${retries} tries while it was busy` : "",
        removedTarget ? "the directory removed" : "",
      ];
      return `${paint.green("unmounted")} ${paint.bold(shown(target))}: ${notes.filter(Boolean).join(", ")}\n`;
    },
  };
}
