import { runtime } from "#runtime";
import { bytesOf } from "../bytes.ts";
import type { LayermountError } from "../errors.ts";
import { type Command as EnclosedCommand, withVariable } from "../linux/command.ts";
import type { Command } from "../types.ts";

export type { EnclosedCommand };

/** The variable that names where the root is mounted. */
const ROOT_VARIABLE = "LAYERMOUNT_ROOT";

/** The environment that this process was started with, byte for byte: no text holds all of them. */
async function ownEnvironment(): Promise<Uint8Array[]> {
  const bytes = await runtime.environment();
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const nul = bytes.indexOf(0, at);
    const end = nul < 0 ? bytes.length : nul;
    if (end > at) entries.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return entries;
}

/**
 * The command with everything that it is run with.
 *
 * @throws LayermountError `with.no-program`, `with.nul`.
 */
export async function enclosedCommand(
  { argv, env, cwd }: Command,
  root: Uint8Array,
  stops: boolean | undefined,
): Promise<EnclosedCommand> {
  if (argv.length === 0) throw await refusal("with.no-program");
  if (env === null || !/^(?:undefined|object)$/.test(typeof env)) throw new TypeError("an environment is an object");
  const given = env && Object.entries(env).map(([name, value]) => bytesOf(`${name}=${value}`));
  const told = {
    argv: argv.map(bytesOf),
    env: withVariable(given ?? (await ownEnvironment()), ROOT_VARIABLE, root),
    cwd: cwd === undefined ? undefined : bytesOf(cwd),
    stops,
  };
  const bad = [...told.argv, ...told.env, ...(told.cwd ? [told.cwd] : [])].find((bytes) => bytes.includes(0));
  if (bad) throw await refusal("with.nul", bad);
  return told;
}

async function refusal(rule: string, item?: Uint8Array): Promise<LayermountError> {
  return (await import("../rules.ts")).ruleError("usage", rule, { item });
}
