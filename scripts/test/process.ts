import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a process of a test file ended. */
export interface Ended {
  /** Standard output and error, in the order in which they were written. */
  readonly output: string;
  readonly code: number;
  readonly timedOut: boolean;
  readonly seconds: number;
}

const running = new Set<number>();

/** Runs one file; everything that it started and left is ended with it, at the latest after `limit` seconds. */
export async function runProcess(root: string, path: string, limit: number): Promise<Ended> {
  const begin = performance.now();
  // A file without a name, not a pipe: a process that somebody forgot cannot keep it open for ever.
  const directory = mkdtempSync(join(tmpdir(), "layermount-output-"));
  const output = openSync(join(directory, "output"), "ax+");
  rmSync(directory, { recursive: true });
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = Bun.spawn([process.execPath, path], {
    cwd: root,
    env,
    stdio: ["ignore", output, output],
    // A process group of its own, so that all of it can be ended.
    detached: true,
  });
  running.add(child.pid);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    endGroup(child.pid);
  }, limit * 1000);
  const code = await child.exited;
  clearTimeout(timer);
  endGroup(child.pid);
  running.delete(child.pid);
  const text = contents(output);
  closeSync(output);
  return { output: text, code, timedOut, seconds: (performance.now() - begin) / 1000 };
}

/** Ends what is running: for an interrupt, which the groups of the children do not get. */
export function endAll(): void {
  for (const pid of running) endGroup(pid);
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // ESRCH: the usual case, nothing of it is left.
  }
}

function contents(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size);
  return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, 0));
}
