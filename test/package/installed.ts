// A directory in which the package is installed as people install it: from its tarball, without install scripts. What
// it depends on is packed from this checkout's packages, so that no registry is asked.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { buildPackage } from "../../scripts/build/package.ts";
import { temporary } from "../support/temporary.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** How a program ended. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end. */
export function ran(command: readonly string[], cwd: string, env: Record<string, string> = {}): Ran {
  const quiet = { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", npm_config_update_notifier: "false" };
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], { cwd, env: { ...process.env, ...quiet, ...env } });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}

/** Where the package was installed. */
export interface Installed {
  /** Holds `node_modules`. */
  readonly path: string;
  /** A directory for PATH in which nothing is but Bun. */
  readonly bun: string;
  /** One in which nothing is but Node. */
  readonly node: string;
  /** What npm says it packed. */
  readonly packed: Packed;
}

/** An entry of `npm pack --json`. */
export interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number; readonly mode: number }[];
}

function must({ code, out, err }: Ran, what: string): string {
  if (code !== 0) throw new Error(`${what} ended with ${code}: ${err}${out}`);
  return out;
}

function pack(directory: string, into: string): Packed {
  const said = must(ran(["npm", "pack", "--json", "--pack-destination", into, directory], into), "npm pack");
  const [packed] = JSON.parse(said) as [Packed];
  return packed;
}

/** Builds, packs and installs. */
export async function installed(): Promise<Installed> {
  const { path } = temporary("package");
  const at = (name: string) => `${path}/${name}`;
  for (const name of ["built", "tarballs", "user", "only-bun", "only-node"]) mkdirSync(at(name));
  await buildPackage(at("built"));
  const packed = pack(at("built"), at("tarballs"));
  const needed = pack(`${ROOT}node_modules/args-tokens`, at("tarballs"));
  writeFileSync(at("user/package.json"), '{ "name": "user", "private": true, "type": "module" }\n');
  const tarballs = [packed, needed].map(({ filename }) => at(`tarballs/${filename}`));
  const install = ["npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", ...tarballs];
  must(ran(install, at("user")), "npm install");
  symlinkSync(process.execPath, at("only-bun/bun"));
  symlinkSync(Bun.which("node") ?? "/nonexistent", at("only-node/node"));
  return { path: at("user"), bun: at("only-bun"), node: at("only-node"), packed };
}
