import type { Call, CommandDescription, OptionDescriptions, Outcome } from "../description.ts";
import { inputOptions } from "../input/options.ts";
import { imageFrom } from "../input/request.ts";
import { libraryOptions, recordOption } from "../options.ts";

const { mkdir: _, "read-only": __, ...input } = inputOptions;

const options = {
  ...input,
  ...recordOption,
  groups: {
    type: "string",
    value: "GROUPS",
    description: "more groups, with commas between them: names in the image's /etc/group, or gids",
  },
} as const satisfies OptionDescriptions;

export const description = {
  name: "user",
  summary: "whom the USER of an image means, by its own passwd and group",
  usage: "INPUT SPEC",
  about: [
    "Mounts INPUT read-only in a mount namespace of its own, reads /etc/passwd and /etc/group there, and takes it down " +
      "again. Symlinks of the image do not lead out of it, nothing of it is run, and nothing is recorded. It works for " +
      "everybody who can mount INPUT by layermount with.",
    "Without a name for it in passwd a uid has gid 0. Digits are always a number, never a name. Lines that hold no " +
      "number where an id belongs are skipped; a file of more than 1,048,576 bytes is refused.",
    "INPUT is as for with. A mount list that is [] is an image without any file: there, only numbers mean somebody.",
  ],
  operands: [
    {
      name: "SPEC",
      description:
        "name, uid, name:group, uid:gid, uid:group or name:gid, as USER in an image's configuration; '' is root",
    },
  ],
  options,
  examples: [
    { command: "layermount user --lower /layers/2 --lower /layers/1 www-data", description: "a user by name" },
    {
      command: "ctr snapshots mounts /mnt web | layermount user --json --mounts - 1000:www-data --groups audio,44",
      description: "ids for the process of a container, with two more groups",
    },
  ],
} as const satisfies CommandDescription;

export async function run({ values, operands }: Call<typeof options>): Promise<Outcome> {
  const request = await imageFrom(values);
  const { surrogateBytes } = await import("../../bytes.ts");
  const { resolveUser } = await import("../../library/user.ts");
  const { userJson, userText } = await import("../text/user.ts");
  const groups = values.groups ? values.groups.split(",").map(surrogateBytes) : [];
  const user = surrogateBytes(operands[0] ?? "");
  const found = await resolveUser(request, user, { ...(await libraryOptions(values)), groups });
  return { json: userJson(found), text: (paint) => userText(found, paint) };
}
