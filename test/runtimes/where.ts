// Where the other runtimes are, and how one of their programs is run.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { hasProgram, packagesInstalled } from "../support/program.ts";

export const ROOT = new URL("../../", import.meta.url).pathname;

/** The program of the package; its command of node_modules/.bin would need Node. */
const PROCESSOR = process.arch === "arm64" ? "arm64" : "x64";
const PACKAGED = `${ROOT}node_modules/@deno/linux-${PROCESSOR}-glibc/deno`;
export const DENO: string = existsSync(PACKAGED) ? PACKAGED : "deno";

/** In CI nothing is missing: there the test itself fails. */
function missing(what: string, there: boolean): string | undefined {
  return there || process.env["CI"] === "true" ? undefined : `needs ${what}`;
}

export const missingDeno: string | undefined = missing("the package deno", existsSync(DENO) || hasProgram("deno"));
export const missingNode: string | undefined = missing("Node", hasProgram("node"));

/** How a program ended. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Deno looks for no newer version of itself. */
export const ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  ...process.env,
  DENO_NO_UPDATE_CHECK: "1",
  NO_COLOR: "1",
  ...(!packagesInstalled && { DENO_NO_PACKAGE_JSON: "1" }),
};

/** Runs a program to its end; nobody can be asked. */
export function ran(program: string, args: readonly string[], input = "", env: Record<string, string> = {}): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input,
    cwd: ROOT,
    env: { ...ENVIRONMENT, ...env },
    encoding: "utf8",
    timeout: 240_000,
    maxBuffer: 1 << 26,
  });
  if (error) throw error;
  return { code: status, out: stdout, err: stderr };
}
