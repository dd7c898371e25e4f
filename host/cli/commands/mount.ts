import type { Call, CommandDescription, OptionDescriptions, Outcome, Paint } from "../description.ts";
import { inputOptions } from "../input/options.ts";
import { requestFrom } from "../input/request.ts";
import { libraryOptions, recordOption } from "../options.ts";

const options = {
  ...inputOptions,
  ...recordOption,
  recover: {
    type: "boolean",
    description: "first take back what an earlier run did at TARGET that did not come to its end",
  },
} as const satisfies OptionDescriptions;

export const description = {
  name: "mount",
  summary: "mounts INPUT at TARGET, proves it, and prints what was mounted",
  usage: "INPUT TARGET",
  about: [
    "Mounts the layers or the mount list, proves that the kernel mounted what was asked for, and leaves a record with " +
      "which layermount unmount takes it down again. When anything fails, everything is undone.",
    "INPUT is a mount list (--mounts FILE) or layers one by one (--lower DIR, the topmost first). Lines of fstab and " +
      "of mount name TARGET itself for the root, or a directory beneath it.",
  ],
  operands: [
    {
      name: "TARGET",
      completes: "directory",
      description: "the directory that is mounted on; it exists already, or --mkdir",
    },
  ],
  options,
  examples: [
    {
      command:
        "layermount mount --lower /layers/2 --lower /layers/1 --upper /rw/upper --work /rw/work --mkdir /mnt/web",
      description: "two layers and a writable top, at a directory that is made",
    },
    {
      command: "ctr snapshots mounts /mnt web | layermount mount --mounts - /mnt",
      description: "the snapshot web of containerd",
    },
    {
      command: "layermount mount -o nosuid,nodev --verify identity --lower /layers/1 --lower /layers/0 /mnt",
      description: "each layer's inode is compared, too",
    },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof options>): Promise<Outcome> {
  const request = await requestFrom(call.values, call.operands[0] ?? "");
  const { mount } = await import("../../library/mount.ts");
  const how = await libraryOptions(call.values);
  const leftOver = await import("../../library/left-over.ts");
  if (call.values.recover) await (await import("../../library/recover.ts")).recover({ ...how, target: request.target });
  await leftOver.refuseLeftOver(request.target, how);
  const mounted = await mount(request, how);
  const { mountedJson, mountedText } = await import("../text/mounted.ts");
  const text = (paint: Paint): string => mountedText(mounted, paint);
  // Only one of the two is wanted.
  return {
    get json() {
      return mountedJson(mounted);
    },
    warnings: mounted.warnings,
    text,
  };
}
