// Programs of the machine, started in the same way by Bun and by Deno.
import { accessSync, constants, existsSync } from "node:fs";

/** Whether the packages of the tests are where `bun install` puts them. */
export const packagesInstalled: boolean = existsSync(new URL("../../node_modules/uvu", import.meta.url));

/** Deno takes the packages from there, and fetches otherwise those that a file imports, and no more. */
export const DENO_RUN: readonly string[] = [
  "run",
  ...(packagesInstalled ? [] : ["--no-lock", "--node-modules-dir=none"]),
  "--allow-all",
];

/** Whether a program is on PATH. */
export function hasProgram(name: string): boolean {
  return (process.env["PATH"] ?? "").split(":").some((directory) => {
    try {
      accessSync(`${directory}/${name}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What runs a file of the tests in the runtime that this process is. */
export function runtimeCommand(file: string): string[] {
  return "Deno" in globalThis ? [process.execPath, ...DENO_RUN, file] : [process.execPath, file];
}
