import { readlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { base } from "../support/temporary.ts";
import { fileSystemOf } from "./machine.ts";

/** Directories that the inner process works in; the outer one made them and removes them. */
export interface Workplace {
  readonly layers: string;
  readonly records: string;
}

const outside = "LAYERMOUNT_BENCH_OUTSIDE";

/** The workplace, where this process is the inner one: in a mount namespace that is not its parent's. */
export function workplace(): Workplace | undefined {
  const [parent, layers, records] = (process.env[outside] ?? "").split("\t");
  if (!parent || !layers || !records) return undefined;
  if (mountNamespace() === parent) throw new Error("this process is not in a mount namespace of its own");
  return { layers, records };
}

/**
 * Runs this command again in a private mount namespace and gives its exit code. However the inner process ends, its
 * mounts end with the namespace, so that removing the directories afterwards can reach no layer through a mount.
 */
export async function runInside(place = base()): Promise<number> {
  const layers = await mkdtemp(join(place, "layermount-bench-"));
  const records = await mkdtemp(join(await recordsBase(place), "layermount-bench-"));
  // An interrupt reaches both processes: the inner one ends by it, this one then still has to clean up.
  process.on("SIGINT", () => undefined);
  try {
    const again = [process.execPath, ...process.argv.slice(1)];
    const inner = Bun.spawn(["unshare", "--mount", "--propagation", "private", ...again], {
      env: { ...process.env, [outside]: [mountNamespace(), layers, records].join("\t") },
      stdio: ["inherit", "inherit", "inherit"],
    });
    return await inner.exited;
  } finally {
    await rm(layers, { recursive: true, force: true });
    await rm(records, { recursive: true, force: true });
  }
}

/** Records lie on a tmpfs, as /run is one on a real machine. */
async function recordsBase(otherwise: string): Promise<string> {
  return (await fileSystemOf("/dev/shm")) === "tmpfs" ? "/dev/shm" : otherwise;
}

function mountNamespace(): string {
  return readlinkSync("/proc/self/ns/mnt");
}
