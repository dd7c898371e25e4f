/** Directories and emulators of this run: gone when it ends, also when somebody interrupts it. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";

const INTERRUPTED = 130;

const places = new Set<string>();
const machines = new Set<{ kill(signal: "SIGKILL"): void }>();

function clear(): void {
  for (const machine of machines) machine.kill("SIGKILL");
  for (const place of places) rmSync(place, { recursive: true, force: true });
}

process.on("exit", clear);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(INTERRUPTED));

/** A directory of the cache for as long as `use` takes. */
export async function inWorkplace<T>(cache: string, label: string, use: (path: string) => Promise<T>): Promise<T> {
  mkdirSync(cache, { recursive: true });
  const path = mkdtempSync(`${cache}/${label}-`);
  places.add(path);
  try {
    return await use(path);
  } finally {
    rmSync(path, { recursive: true, force: true });
    places.delete(path);
  }
}

/** An emulator that must not outlive this process. */
export function watched<C extends { kill(signal: "SIGKILL"): void; readonly exited: Promise<unknown> }>(child: C): C {
  machines.add(child);
  void child.exited.then(() => machines.delete(child));
  return child;
}
