import { bytesOf, joined } from "../bytes.ts";
import type { Session } from "../linux/session.ts";
import type { Path } from "../types.ts";
import { VIEWS } from "./names.ts";
import { stateIn } from "./state.ts";
import { prepareState } from "./write.ts";

/**
 * The directory in which directories for such mounts are made: for its owner alone, as the state directory is.
 *
 * @throws LayermountError `records.unsafe-directory`, `records.unreachable` and those of stateIn.
 */
export async function viewsIn(session: Session, state: Path | undefined): Promise<Uint8Array> {
  const outer = await stateIn(session, state);
  await prepareState(outer);
  const directory = joined([outer.directory, bytesOf(`/${VIEWS}`)]);
  await prepareState({ ...outer, directory });
  return directory;
}
