import { readRecords, type State } from "../records/index.ts";
import { removeStaleClaims } from "../records/stale-claims.ts";

/**
 * The end of a recovery after which nothing is left of what died: claims of upperdirs by mounts that nobody recorded
 * are removed.
 *
 * @returns How many there were.
 */
export function clearClaims(state: State): Promise<number> {
  return removeStaleClaims(state, async () => {
    const { records } = await readRecords(state);
    return new Set(records.flatMap(({ token }) => token ?? []));
  });
}
