import { readRecords, type State } from "../records/index.ts";
import { removeStaleClaims } from "../records/stale-claims.ts";

/**
 * The end of a recovery after which nothing is left of what died: claims of upperdirs by mounts that nobody recorded
 * are removed.
 *
 * @returns How many there were.
 */
export async function clearClaims(state: State): Promise<number> {
  const { records } = await readRecords(state);
  const tokens = new Set(records.map(({ token }) => token));
  return removeStaleClaims(state, (token) => tokens.has(token));
}
