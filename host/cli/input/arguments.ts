import { runtime } from "#runtime";
import { surrogateText } from "../../bytes.ts";
import { Wrong } from "../wrong.ts";

const REPLACEMENT = "\ufffd";
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The arguments, with bytes that are no UTF-8 kept as lone surrogates (surrogateText). The runtime decodes them with
 * U+FFFD in place of what is no UTF-8; then the kernel still knows them, in /proc/self/cmdline.
 *
 * @throws Wrong `input.bytes` where it does not tell.
 */
export async function losslessArguments(args: readonly string[]): Promise<string[]> {
  if (!args.some((arg) => arg.includes(REPLACEMENT))) return [...args];
  const raw = splitArguments(await commandLine()).slice(-args.length);
  return args.map((arg, i) => {
    const bytes = raw[i];
    if (bytes === undefined || lenient.decode(bytes) !== arg) throw new Wrong("input.bytes", { item: arg });
    return surrogateText(bytes);
  });
}

async function commandLine(): Promise<Uint8Array> {
  try {
    return await runtime.read("/proc/self/cmdline");
  } catch {
    return new Uint8Array();
  }
}

function splitArguments(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    parts.push(bytes.subarray(at, end < 0 ? bytes.length : end));
    at = end < 0 ? bytes.length : end + 1;
  }
  return parts;
}
