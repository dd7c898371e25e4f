import { asked, namesIn } from "../linux/asked.ts";
import { O_DIRECTORY, O_NOFOLLOW, O_RDWR } from "../linux/numbers.ts";
import { DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import { CLAIM_BYTES_MOST, foundIn, isOurs, openClaim } from "./found-claim.ts";
import { CLAIMS_DIRECTORY, claimPath, isClaimName } from "./names.ts";
import type { State } from "./state.ts";

const CHUNK_BYTES = 32768;
const CHUNKS = 64;
/** Claims that are locked at the same time: each takes a register. */
const TOGETHER = 64;

/**
 * Removes claims whose mount is not there any more: whoever made them died, or somebody else unmounted. Those that are
 * held, and those whose record is there, stay. To be called when nothing is left of what died while it was mounting.
 *
 * @param recorded Tokens of the runs whose records are there; asked while claims are locked, for whoever lets go of one
 *   has written its record before.
 * @returns How many were removed.
 */
export async function removeStaleClaims(state: State, recorded: () => Promise<ReadonlySet<string>>): Promise<number> {
  const names = await claimNames(state);
  let removed = 0;
  for (let at = 0; at < names.length; at += TOGETHER) {
    removed += await removeStale(state, names.slice(at, at + TOGETHER), recorded);
  }
  return removed;
}

async function removeStale(
  state: State,
  names: readonly string[],
  recorded: () => Promise<ReadonlySet<string>>,
): Promise<number> {
  const program = new DirectoryProgram(state);
  const { builder } = program;
  const places = names.map((name, register) => {
    const claim = openClaim(builder, register, claimPath(name), O_RDWR | O_NOFOLLOW);
    return { name, ...claim, content: builder.read(register, CLAIM_BYTES_MOST, true) };
  });
  try {
    const observation = await program.run();
    if (observation === false) return 0;
    const ours = places.filter((place) => isOurs(observation, place));
    const found = ours.map(({ name, content }) => foundIn(name, observation.bytes(content), false));
    const tokens = await recorded();
    const stale = found.filter(({ token }) => !tokens.has(token));
    const removing = new DirectoryProgram(state);
    for (const { name } of stale) removing.builder.unlink(DIRECTORY, claimPath(name), true);
    const isDone = stale.length > 0 && (await removing.run()) !== false;
    return isDone ? stale.length : 0;
  } finally {
    await asked(state, (closing) => names.forEach((_, register) => void closing.close(register, true)));
  }
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
