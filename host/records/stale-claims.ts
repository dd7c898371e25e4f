import { namesIn } from "../linux/asked.ts";
import { AT_EMPTY_PATH, LOCK_EX_NB, O_DIRECTORY, O_NOFOLLOW, O_RDWR, STATX_NLINK } from "../linux/numbers.ts";
import { closeAll, DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import { foundIn } from "./found-claim.ts";
import { CLAIMS_DIRECTORY, claimPath, isClaimName } from "./names.ts";
import type { State } from "./state.ts";

const CHUNK_BYTES = 32768;
const CHUNKS = 64;
const CLAIM_BYTES = 32768;

/**
 * Removes claims whose mount is not there any more: whoever made them died, or somebody else unmounted. Those that are
 * held, and those whose record is there, stay. To be called when nothing is left of what died while it was mounting.
 *
 * @param isRecorded Whether there is a record of the run with this token.
 * @returns How many were removed.
 */
export async function removeStaleClaims(state: State, isRecorded: (token: string) => boolean): Promise<number> {
  let removed = 0;
  for (const name of await claimNames(state)) {
    const program = new DirectoryProgram(state);
    const { builder } = program;
    builder.open(FILE, DIRECTORY, claimPath(name), O_RDWR | O_NOFOLLOW);
    builder.flock(FILE, LOCK_EX_NB);
    const content = builder.read(FILE, CLAIM_BYTES);
    const stat = builder.statx(FILE, "", AT_EMPTY_PATH, STATX_NLINK);
    // The register stays full: the lock is held until it is known what to do.
    const observation = await program.run();
    if (observation === false) return removed;
    if (observation.errno !== 0) {
      await closeAll(state);
      continue;
    }
    const { token } = foundIn(name, observation.bytes(content), false);
    const isStale = observation.links(stat) > 0 && !isRecorded(token);
    const ending = new DirectoryProgram(state);
    if (isStale) ending.builder.unlink(DIRECTORY, claimPath(name), true);
    ending.builder.close(FILE, true);
    await ending.run();
    if (isStale) removed++;
  }
  return removed;
}

async function claimNames(state: State): Promise<string[]> {
  const program = new DirectoryProgram(state);
  const { builder } = program;
  builder.open(FILE, DIRECTORY, CLAIMS_DIRECTORY, O_DIRECTORY | O_NOFOLLOW, 0, true);
  const chunks = Array.from({ length: CHUNKS }, () => builder.getdents(FILE, CHUNK_BYTES, true));
  builder.close(FILE, true);
  const observation = await program.run();
  if (observation === false) return [];
  return chunks.flatMap((place) => namesIn(observation.bytes(place))).filter(isClaimName);
}
