import { runtime } from "#runtime";
import type { Paint } from "./description.ts";

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Colours where they were not turned off and this output is a terminal. */
export async function paintFor(output: "stdout" | "stderr", off: boolean): Promise<Paint> {
  return painted(!off && (await isTerminal(output)));
}

/** Colours, or none. */
export function painted(on: boolean): Paint {
  const code = (number: number) => (text: string) => (on ? `\x1b[${number}m${text}\x1b[0m` : text);
  return {
    bold: code(CODES.bold),
    dim: code(CODES.dim),
    red: code(CODES.red),
    green: code(CODES.green),
    yellow: code(CODES.yellow),
    cyan: code(CODES.cyan),
  };
}

async function isTerminal(output: "stdout" | "stderr"): Promise<boolean> {
  if ((runtime.env("NO_COLOR") ?? "") !== "" || runtime.env("TERM") === "dumb") return false;
  return runtime.isTerminal(output);
}
