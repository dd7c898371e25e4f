import { runtime } from "#runtime";
import { bytesOf } from "../bytes.ts";
import type { Capabilities, Features } from "../planner/generated/types.ts";
import { type Asked, carryOut } from "../run/carry-out.ts";
import type { Driver } from "../run/driver.ts";
import type { Path, Probe } from "../types.ts";

/** Budgets that no probe can find cheaply: the kernel's constants (kernel.md section 1, section 2.1, section 3.1). */
export const KNOWN: Capabilities = {
  pageSize: 4096,
  valueMax: 255,
  lowerMax: 500,
  pathMax: 4096,
  fsconfigTotal: 0,
  features: {} as Features,
  privilege: "full",
};

/** Directories in which a probe is tried where none is given: one of this kernel's file systems is enough. */
function usualDirectories(): string[] {
  return [runtime.env("TMPDIR") ?? "/tmp", "/dev/shm", "/run"].filter((directory) => directory.startsWith("/"));
}

/**
 * Finds out by trying what the kernel and a directory's file system can do; leaves nothing behind.
 *
 * @param attach Also attach an overlay there and write through it: only in a mount namespace of one's own.
 */
export async function probeDirectory(planner: Asked, driver: Driver, directory: Path, attach = false): Promise<Probe> {
  const token = crypto.randomUUID().replaceAll("-", "");
  const request = { tag: "probe", value: { directory: bytesOf(directory), token, attach } } as const;
  const { answer } = await carryOut(planner, driver, request, KNOWN);
  if (answer.tag !== "probed") throw new Error(`a probe ended as ${answer.tag}`);
  return answer.value;
}

/** What this kernel can do, whatever the file system. */
export async function probeKernel(planner: Asked, driver: Driver): Promise<Capabilities> {
  let last: Probe | undefined;
  for (const directory of usualDirectories()) {
    const probe = await probeDirectory(planner, driver, directory).catch(() => undefined);
    last = probe ?? last;
    const made = probe?.answers.find(({ name }) => name === "directories");
    if (probe && made?.errno === 0) return probe.capabilities;
  }
  if (last) return last.capabilities;
  return (await probeDirectory(planner, driver, "/")).capabilities;
}
