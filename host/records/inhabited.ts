import { observationBytes } from "../linux/finished.ts";
import { Observation } from "../linux/observation.ts";
import { CWD, ProgramBuilder } from "../linux/program.ts";
import { FILE, STATX_BASIC_STATS } from "./directory.ts";
import { namesIn } from "./listing.ts";
import type { State } from "./state.ts";

const O_DIRECTORY = 0x10000;
const CHUNK_BYTES = 32768;
const CHUNKS = 16;
const BATCH = 256;

/**
 * Whether some process is in a mount namespace. Whoever may not look at a process is told that it might be; nobody
 * sees a namespace that only a descriptor or a mount of nsfs keeps.
 */
export async function isInhabited(state: State, namespace: bigint): Promise<boolean> {
  const processes = (await listed(state)).filter((name) => /^\d+$/.test(name));
  for (let at = 0; at < processes.length; at += BATCH) {
    const builder = new ProgramBuilder();
    const places = processes.slice(at, at + BATCH).map((pid) => {
      return builder.statx(CWD, `/proc/${pid}/ns/mnt`, 0, STATX_BASIC_STATS, true);
    });
    const seen = await ran(state, builder);
    for (const place of places) {
      const result = seen.result(place.index);
      if (result === 0 ? seen.stat(place).ino === namespace : -result === EACCES) return true;
    }
  }
  return processes.length === 0;
}

const EACCES = 13;

async function listed(state: State): Promise<string[]> {
  const builder = new ProgramBuilder();
  builder.open(FILE, CWD, "/proc", O_DIRECTORY, 0, true);
  const chunks = Array.from({ length: CHUNKS }, () => builder.getdents(FILE, CHUNK_BYTES, true));
  builder.close(FILE, true);
  const seen = await ran(state, builder);
  return chunks.flatMap((place) => namesIn(seen.bytes(place)));
}

async function ran(state: State, builder: ProgramBuilder): Promise<Observation> {
  const program = builder.finish();
  return new Observation(await state.run(program, observationBytes(program)), builder.count);
}
