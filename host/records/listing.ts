import { errnoText } from "../errno.ts";
import { entriesIn } from "../linux/asked.ts";
import { DT_REG, DT_UNKNOWN } from "../linux/numbers.ts";
import type { Place } from "../linux/program.ts";
import { closeAll, DIRECTORY, DirectoryProgram } from "./directory.ts";
import type { State } from "./state.ts";

const CHUNK_BYTES = 32768;
const CHUNKS_MOST = 256;

export interface Entry {
  /** One character a byte. */
  readonly name: string;
  /** As far as the directory tells; some file systems do not. */
  readonly regular: boolean;
}

/**
 * The names in the state directory; none where it does not exist.
 *
 * @throws LayermountError `records.read`, or what is wrong with the directory.
 */
export async function listEntries(state: State): Promise<Entry[]> {
  // A listing that did not end is begun anew with more room, so that no descriptor outlives its program.
  for (let chunks = 2; chunks <= CHUNKS_MOST; chunks *= 8) {
    const entries = await listWith(state, chunks);
    if (entries) return entries;
  }
  return refuse(state, "it holds too many files");
}

async function listWith(state: State, chunks: number): Promise<Entry[] | undefined> {
  const program = new DirectoryProgram(state);
  const places: Place[] = [];
  for (let i = 0; i < chunks; i++) places.push(program.builder.getdents(DIRECTORY, CHUNK_BYTES));
  const observation = await program.run();
  if (observation === false) return [];
  if (observation.errno !== 0) {
    await closeAll(state);
    return refuse(state, errnoText(observation.errno), observation.errno);
  }
  const last = places.at(-1);
  if (last && observation.result(last.index) > 0) return undefined;
  const entries = places.flatMap((place) => [...entriesIn(observation.bytes(place))]);
  return entries.map(({ name, type }) => ({ name, regular: type === DT_REG || type === DT_UNKNOWN }));
}

async function refuse(state: State, other: string, errno?: number): Promise<never> {
  throw (await import("../rules.ts")).ruleError("failed", "records.read", { item: state.directory, other }, { errno });
}
