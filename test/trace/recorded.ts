/** Traces that real kernels gave: `bun run test:kernels --vectors` writes them again. */
import { readdirSync } from "node:fs";

const DIRECTORY = new URL("./recorded/", import.meta.url).pathname;

/** The trace of a kernel by its name, such as 6.12. */
export function traceFile(kernel: string): string {
  return `${DIRECTORY}${kernel}.trace`;
}

/** Every trace that there is. */
export function traceFiles(): string[] {
  return readdirSync(DIRECTORY)
    .filter((name) => name.endsWith(".trace"))
    .map((name) => DIRECTORY + name);
}
