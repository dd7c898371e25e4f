// The bundle and the program, built once for a test file, in a directory that is not the checkout's.
import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { BINARY, BUNDLE, buildBinary, buildBundle } from "../../scripts/build/bundle.ts";
import { temporary } from "../support/temporary.ts";

/** How a program ended. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One of the two, and how it is started. */
export interface Form {
  readonly name: string;
  readonly path: string;
  /** Bun is what the bundle is run with; the program has it inside. */
  command(bun?: string): string[];
}

/** Makes both in a directory that everybody can enter. */
export async function built(): Promise<{ readonly path: string; readonly forms: readonly Form[] }> {
  const { path } = temporary("bundle");
  chmodSync(path, 0o755);
  const output = (made: string) => `${path}/${made.slice(made.lastIndexOf("/") + 1)}`;
  const [bundle, binary] = [output(BUNDLE), output(BINARY)];
  await buildBundle(bundle);
  await buildBinary(binary);
  mkdirSync(`${path}/alone`);
  const alone = `${path}/alone/layermount.js`;
  copyFileSync(bundle, alone);
  const byBun = (file: string) => ({ path: file, command: (bun = process.execPath) => [bun, file] });
  return {
    path,
    forms: [
      { name: "bundle", ...byBun(bundle) },
      { name: "bundle, its compiled code missing", ...byBun(alone) },
      { name: "program", path: binary, command: () => [binary] },
    ],
  };
}

/** Runs a command in `/`, with nothing of the environment but what a shell needs; TMPDIR is what is given. */
export function run(
  command: readonly string[],
  temporaryFiles: string,
  env: Record<string, string> = {},
  cwd = "/",
): Ran {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: "/", NO_COLOR: "1", TMPDIR: temporaryFiles, ...env },
  });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}
