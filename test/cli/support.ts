import { bytesOf, escaped } from "../../host/bytes.ts";
import { Wrong } from "../../host/cli/wrong.ts";
import { sentence } from "../../host/rules.ts";
import type { Mount, Path } from "../../host/types.ts";

const MAIN = new URL("../../host/cli/main.ts", import.meta.url).pathname;

/** What a run of the command line gave. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a process of its own. */
export function layermount(args: readonly string[], input = "", env: Record<string, string> = {}): Ran {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, MAIN, ...args], {
    stdin: Buffer.from(input),
    env: { ...process.env, ...env },
  });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}

/** A mount with its paths as escaped text, for comparison with a readable table. */
export function readable(mount: Mount): Record<string, unknown> {
  const entries = Object.entries(mount).map(([name, value]: [string, Path | readonly Path[]]) => {
    const text = (path: Path) => escaped(bytesOf(path));
    return [name, typeof value === "string" || value instanceof Uint8Array ? text(value) : value.map(text)];
  });
  return Object.fromEntries(entries);
}

/** What was refused, as `rule @ line:column path | sentence`. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    const { line, column, path } = error.where ?? {};
    const place = line === undefined ? "" : ` @ ${line}:${column}${path ? ` ${path}` : ""}`;
    return `${error.rule}${place} | ${sentence(error.rule, error.fill)}`;
  }
  return "accepted";
}

/** Text to bytes, one character a byte. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
