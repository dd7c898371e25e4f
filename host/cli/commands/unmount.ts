import { shown } from "../../shown.ts";
import type { UnmountOptions } from "../../types.ts";
import type { Call, CommandDescription, OptionDescriptions, Outcome } from "../description.ts";
import { absolute } from "../input/paths.ts";
import type { JsonUnmounted } from "../json.ts";
import { libraryOptions, patienceOption, recordOption } from "../options.ts";
import { counted } from "../text/counted.ts";
import { jsonTarget } from "../text/path.ts";
import { isNoticeable, slowNotes } from "../text/slow.ts";

const options = {
  ...recordOption,
  any: { type: "boolean", description: "unmount what is there, also if layermount did not mount it" },
  lazy: {
    type: "boolean",
    description:
      "detach what is in use: it lives on, unseen, until its last user lets go, and is written back only then",
  },
  ...patienceOption,
} as const satisfies OptionDescriptions;

export const description = {
  name: "unmount",
  summary: "takes down what was mounted at TARGET",
  usage: "TARGET",
  about: [
    "Takes down every mount of the newest record for TARGET, the last one first, and tries again while one is busy. " +
      "What layermount did not mount is refused unless --any is given. Mounts that stay busy are named with their " +
      "users, and the others are taken down.",
    "A mount that was moved away, or that another one hides, is left where it is, and named. The directory goes when " +
      "mount --mkdir made it, it is still that directory, and nothing is in it or on it.",
    "The kernel writes back the whole file system of a writable overlay's upperdir before it lets go of the overlay. " +
      "With --lazy that is put off until the last user lets go: do not use upperdir and workdir again before that.",
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
    ...(values.lazy && { lazy: true }),
    ...(values.patience !== undefined && { patience: Number(values.patience) }),
  };
  const { unmount } = await import("../../library/unmount.ts");
  const result = await unmount(target, how);
  const { unmounted, gone, retries, removedTarget } = result;
  const milliseconds = Math.round(result.milliseconds);
  const notes = [...result.notes, ...(await slowNotes(result))];
  const json: JsonUnmounted = {
    ok: true,
    ...jsonTarget(target),
    unmounted,
    gone,
    retries,
    removedTarget,
    milliseconds,
    notes,
  };
  return {
    json,
    notes,
    text: (paint) => {
      const parts = [
        counted(unmounted, "mount"),
        gone > 0 ? `${gone} had gone before` : "",
        retries > 0 ? `${counted(retries, "try", "tries")} while it was busy` : "",
        removedTarget ? "the directory removed" : "",
        isNoticeable(result) ? `in ${(milliseconds / 1000).toFixed(1)} s` : "",
      ];
      return `${paint.green("unmounted")} ${paint.bold(shown(target))}: ${parts.filter(Boolean).join(", ")}\n`;
    },
  };
}
