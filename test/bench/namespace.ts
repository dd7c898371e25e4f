import { readlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { mount } from "../support/libc.ts";
import { base } from "../support/temporary.ts";

const outside = "LAYERMOUNT_BENCH_OUTSIDE";

/**
 * The directory for layers, where this process is the inner one: in a mount namespace that is not its parent's. The
 * outer process made the directory and removes it.
 */
export function workplace(): string | undefined {
  const [parent, directory] = (process.env[outside] ?? "").split("\t");
  if (!parent || !directory) return undefined;
  if (mountNamespace() === parent) throw new Error("this process is not in a mount namespace of its own");
  return directory;
}

/**
 * Runs this command again in a private mount namespace and gives its exit code. However the inner process ends, its
 * mounts end with the namespace, so that removing the directory afterwards can reach no layer through a mount.
 */
export async function runInside(place = base()): Promise<number> {
  const directory = await mkdtemp(join(place, "layermount-bench-"));
  // An interrupt reaches both processes: the inner one ends by it, this one then still has to clean up.
  process.on("SIGINT", () => undefined);
  try {
    const again = [process.execPath, ...process.argv.slice(1)];
    const inner = Bun.spawn(["unshare", "--mount", "--propagation", "private", ...again], {
      env: { ...process.env, [outside]: `${mountNamespace()}\t${directory}` },
      stdio: ["inherit", "inherit", "inherit"],
    });
    return await inner.exited;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Puts an empty tmpfs over /run, in this namespace alone: records go where they go by default, on the file system that
 * /run is on a real machine, and none is left behind. To be called when nothing of the network is needed any more.
 */
export function coverRun(): void {
  mount("tmpfs", "/run", "tmpfs", 0, "mode=755");
}

function mountNamespace(): string {
  return readlinkSync("/proc/self/ns/mnt");
}
