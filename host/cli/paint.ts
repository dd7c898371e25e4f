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

/**
 * `process.stdout.isTTY` costs 7 ms of start. Bun knows for nothing whether one of the two outputs is a terminal (and
 * NO_COLOR); which of them is told by its kind of file: a terminal is a character device, a pipe or a file is not.
 */
async function isTerminal(output: "stdout" | "stderr"): Promise<boolean> {
  if (!Bun.enableANSIColors || (Bun.env["NO_COLOR"] ?? "") !== "" || Bun.env["TERM"] === "dumb") return false;
  return (await Bun[output].stat()).isCharacterDevice();
}
