// What a person gives to `plan` and `mount`, as a request of the library: a mount list, or layers one by one.
import { bytesOf, surrogateBytes } from "../../bytes.ts";
import type { Mount, MountRequest, Proof, Way } from "../../types.ts";
import type { Values } from "../description.ts";
import { Wrong } from "../wrong.ts";
import { readInput } from "./file.ts";
import type { inputOptions } from "./options.ts";
import { absolute } from "./paths.ts";

const BRACKET = 0x5b;
const BRACE = 0x7b;

/**
 * The request that INPUT and TARGET stand for.
 *
 * @throws Wrong with the rule, and the place in the list.
 */
export async function requestFrom(
  values: Values<typeof inputOptions>,
  target: string,
  mayBeEmpty = false,
): Promise<MountRequest> {
  const place = await absolute(target, "TARGET");
  const mounts = await mountsFrom(values, place, mayBeEmpty);
  return {
    mounts,
    target: place,
    ...(values.mkdir && { mkdir: true }),
    ...(values["read-only"] && { view: "read-only" as const }),
    // The parser admits only the values that options.ts lists.
    ...(values.verify && { proof: values.verify as Proof }),
    ...(values.way && { way: values.way as Way }),
    ...(values.allow && {
      allow: {
        upperInsideLower: values.allow.includes("upper-inside-lower"),
        chownUpper: values.allow.includes("chown-upper"),
      },
    }),
  };
}

/** The request that INPUT alone stands for, to be read. A list without any mount is an image without any file. */
export async function imageFrom(values: Omit<Values<typeof inputOptions>, "mkdir" | "read-only">) {
  const whole = { ...values, mkdir: undefined, "read-only": true } as const;
  const { target: _, view: __, ...request } = await requestFrom(whole, "/", true);
  return request;
}

async function mountsFrom(
  values: Values<typeof inputOptions>,
  target: Uint8Array,
  mayBeEmpty: boolean,
): Promise<Mount[]> {
  if (values.mounts === undefined) return [await layersFrom(values)];
  for (const name of ["lower", "upper", "work", "options"] as const) {
    if (values[name] !== undefined) throw new Wrong("usage.input-both", { item: `--${name}` });
  }
  return mountsInFile(values.mounts, target, mayBeEmpty);
}

async function layersFrom(values: Values<typeof inputOptions>): Promise<Mount> {
  const { lower, upper, work, options } = values;
  if (lower === undefined) throw new Wrong("usage.input-missing");
  if (upper === undefined && work !== undefined) throw new Wrong("usage.upper-work", { item: "--upper" });
  // To be read, it is a layer like the others.
  if (upper !== undefined && work === undefined && !values["read-only"])
    throw new Wrong("usage.upper-work", { item: "--work" });
  return {
    type: "overlay",
    source: "overlay",
    lowers: await Promise.all(lower.map((path) => absolute(path, "--lower"))),
    ...(upper !== undefined && { upper: await absolute(upper, "--upper") }),
    ...(work !== undefined && { work: await absolute(work, "--work") }),
    ...(options && { options: options.map(surrogateBytes) }),
  };
}

/** Reads a list in either form: what begins with a bracket is JSON. */
async function mountsInFile(name: string, target: Uint8Array, mayBeEmpty = false): Promise<Mount[]> {
  const bytes = await readInput(name);
  const file = name === "-" ? "standard input" : name;
  const first = bytes.find((byte) => byte > 0x20);
  const isJson = first === BRACKET || first === BRACE;
  const mounts = isJson
    ? (await import("./mounts-json.ts")).mountsFromJson(bytes, file)
    : await (await import("./lines.ts")).mountsFromLines(bytes, file, target);
  // Only where it says so: an empty input is what a failed command before a pipe leaves.
  if (mounts.length === 0 && !(mayBeEmpty && isJson)) throw new Wrong("input.empty", { item: file });
  return Promise.all(mounts.map(withAbsoluteSource));
}

/** A session's thread has a working directory of its own: a relative name would be looked up there. */
async function withAbsoluteSource(mount: Mount): Promise<Mount> {
  const isBind = new TextDecoder("latin1").decode(bytesOf(mount.type)) === "bind";
  if (!isBind || mount.source === undefined || mount.source.length === 0) return mount;
  return { ...mount, source: await absolute(mount.source, "the source") };
}
