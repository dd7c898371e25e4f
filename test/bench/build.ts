import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { digest } from "../../scripts/shim/digest.ts";

const here = import.meta.dirname;
const output = join(here, "../../build/bench");

/** A program of the peers: its path, or why there is none. */
export type Built = { readonly path: string } | { readonly skipped: string };

/** How a peer is built: from which files, in which directory, and by what command when its output is known. */
interface Recipe {
  readonly name: string;
  readonly sources: string;
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  command(path: string): readonly string[];
}

/** The bare limit, by the compiler of this machine. */
export async function buildC(): Promise<Built> {
  const compiler = Bun.which("cc") ?? Bun.which("gcc") ?? Bun.which("clang");
  if (!compiler) return { skipped: "bare C: no C compiler (cc, gcc or clang) here" };
  const flags = ["-O2", "-Wall", "-Wextra", "-pthread"];
  const command = (path: string) => [compiler, ...flags, "-o", path, "peer.c"];
  return build({ name: "bare C", sources: "{peer.c,user-namespace.h}", cwd: here, command });
}

/** containerd's own mount package. */
export function buildContainerd(): Promise<Built> {
  return buildGo("containerd", join(here, "containerd"));
}

/** A program of Go: modules come through the Go module proxy, as its go.sum pins them. */
export async function buildGo(name: string, cwd: string): Promise<Built> {
  const go = Bun.which("go");
  if (!go) return { skipped: `${name}: Go is missing here` };
  // No other toolchain is fetched for a benchmark: an older Go is a reason to skip.
  const environment = { CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly" };
  const command = (path: string) => [go, "build", "-trimpath", "-buildvcs=false", "-o", path, "."];
  return build({ name, sources: "*", cwd, environment, command });
}

/**
 * Builds a peer, unless these sources were built by this command before. Its name says what it was built from and it
 * appears whole: several processes may build it while others already run it.
 */
async function build({ name, sources, cwd, environment, command }: Recipe): Promise<Built> {
  const files = [...new Bun.Glob(sources).scanSync({ cwd })].sort();
  const texts = await Promise.all(files.map((file) => Bun.file(join(cwd, file)).text()));
  const from = digest(JSON.stringify([texts, command(""), environment])).slice(0, 16);
  const path = join(output, `${name.replace(" ", "-")}-${from}`);
  if (await Bun.file(path).exists()) return { path };
  await mkdir(output, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const env = { ...process.env, ...environment };
  const compiler = Bun.spawn([...command(unfinished)], { cwd, env, stdout: "ignore", stderr: "pipe" });
  const said = await new Response(compiler.stderr).text();
  if ((await compiler.exited) === 0) {
    await rename(unfinished, path);
    return { path };
  }
  await rm(unfinished, { force: true });
  return { skipped: `${name}: did not build: ${said.trim().split("\n").slice(-3).join(" / ")}` };
}
