import type { OptionDescriptions } from "../description.ts";

/** Options of whatever mounts: INPUT, and how it is mounted. */
export const inputOptions = {
  mounts: {
    type: "string",
    value: "FILE",
    completes: "file",
    description:
      "a mount list, - for standard input: JSON as containerd has it, lines of fstab, or commands `mount -t …`",
  },
  lower: {
    type: "string",
    multiple: true,
    value: "DIR",
    completes: "directory",
    description: "a layer; the first one given is the topmost",
  },
  upper: {
    type: "string",
    value: "DIR",
    completes: "directory",
    description: "the upperdir, which takes what is written; needs --work",
  },
  work: {
    type: "string",
    value: "DIR",
    completes: "directory",
    description: "the workdir, on the file system of the upperdir",
  },
  options: {
    type: "string",
    short: "o",
    multiple: true,
    value: "WORDS",
    description: "words as in mount(8), with --lower: ro,nosuid,metacopy=on",
  },
  "read-only": {
    type: "boolean",
    description:
      "a view that is only read: the upperdir becomes the topmost layer, and taking down writes nothing back",
  },
  mkdir: { type: "boolean", description: "make TARGET where it does not exist" },
  verify: {
    type: "string",
    choices: ["kernel", "identity"],
    value: "HOW",
    description: "kernel: what the kernel says was mounted (usual); identity: each layer's inode besides",
  },
  way: {
    type: "string",
    choices: ["relative", "prefix", "strings", "descriptors", "mixed"],
    value: "WAY",
    description: "name the layers to the kernel this way only: relative, prefix, strings, descriptors or mixed",
  },
  allow: {
    type: "string",
    multiple: true,
    choices: ["upper-inside-lower", "chown-upper"],
    value: "WHAT",
    description: "do not refuse this: upper-inside-lower, or chown-upper, which gives it to root of the id maps",
  },
} as const satisfies OptionDescriptions;
