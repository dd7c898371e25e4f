import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

const here = import.meta.dir;
const output = join(here, "../../build/bench");

/** A program of the peers: its path, or why there is none. */
export type Built = { readonly path: string } | { readonly skipped: string };

/** The bare limit, by the compiler of this machine. */
export async function buildC(): Promise<Built> {
  const compiler = Bun.which("cc") ?? Bun.which("gcc") ?? Bun.which("clang");
  if (!compiler) return { skipped: "bare C: no C compiler (cc, gcc or clang) here" };
  const path = join(output, "peer");
  const source = join(here, "peer.c");
  return build("bare C", path, here, {}, [compiler, "-O2", "-Wall", "-Wextra", "-pthread", "-o", path, source]);
}

/** containerd's own mount package: modules come through the Go module proxy, as go.sum pins them. */
export async function buildContainerd(): Promise<Built> {
  const go = Bun.which("go");
  if (!go) return { skipped: "containerd: Go is missing here" };
  const path = join(output, "containerd");
  // No other toolchain is fetched for a benchmark: an older Go is a reason to skip.
  const environment = { CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly" };
  const command = [go, "build", "-trimpath", "-buildvcs=false", "-o", path, "."];
  return build("containerd", path, join(here, "containerd"), environment, command);
}

async function build(
  name: string,
  path: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
  command: readonly string[],
): Promise<Built> {
  await mkdir(dirname(path), { recursive: true });
  const env = { ...process.env, ...environment };
  const compiler = Bun.spawn([...command], { cwd, env, stdout: "ignore", stderr: "pipe" });
  const said = await new Response(compiler.stderr).text();
  if ((await compiler.exited) === 0) return { path };
  return { skipped: `${name}: did not build: ${said.trim().split("\n").slice(-3).join(" / ")}` };
}
