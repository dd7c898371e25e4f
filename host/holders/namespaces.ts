// Mount namespaces: this process's own, and those of the processes that it may look into.

import { asked, bytesOfFile, type Looking } from "../linux/asked.ts";
import { CWD } from "../linux/program.ts";
import { type Entry, tableOf } from "./mountinfo.ts";
import type { Process } from "./processes.ts";

const STATX = 0x7ff | 0x1000;

/** Inode of this process's own; 0: /proc does not tell. */
export async function namespaceOf(session: Looking): Promise<bigint> {
  const [observation, place] = await asked(session, (builder) =>
    builder.statx(CWD, "/proc/self/ns/mnt", 0, STATX, true),
  );
  return observation.result(place.index) === 0 ? observation.stat(place).ino : 0n;
}

/** One process of each mount namespace but this one. */
function othersNamespaces(all: readonly Process[], own: bigint): Process[] {
  const seen = new Set<bigint>([own, 0n]);
  return all.filter(({ namespace }) => !seen.has(namespace) && seen.add(namespace));
}

/** The mount tables of other namespaces, one after the other. */
export async function* othersTables(session: Looking, all: readonly Process[], own: bigint): AsyncGenerator<Entry[]> {
  for (const { pid } of othersNamespaces(all, own)) {
    const bytes = await bytesOfFile(session, `/proc/${pid}/mountinfo`);
    if (bytes) yield tableOf(bytes);
  }
}

/** A mount table by mount id. */
export function byId(table: readonly Entry[]): Map<number, Entry> {
  return new Map(table.map((entry) => [entry.id, entry]));
}

/** The mount table of this process. */
export async function ownTable(session: Looking): Promise<Entry[]> {
  return tableOf((await bytesOfFile(session, "/proc/self/mountinfo")) ?? new Uint8Array());
}
