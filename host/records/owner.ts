// The file that a process keeps locked as long as it lives, where mounts are to go with it.
import { observationBytes } from "../linux/finished.ts";
import { LOCK_EX_NB } from "../linux/numbers.ts";
import { Observation } from "../linux/observation.ts";
import { Session } from "../linux/session.ts";
import { DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import { newToken } from "./journal.ts";
import { ownerName } from "./names.ts";
import { isSeen, stillNamed } from "./opening.ts";
import type { State } from "./state.ts";
import { NEW_FILE, NEW_MODE, unlinkFile } from "./write.ts";

/** A file of this process: as long as the session is there, its register holds the lock. */
interface Owner {
  readonly name: string;
  readonly session: Session;
  readonly state: State;
  /** How many mounts are to go with it. */
  mounts: number;
}

/** By state directory. */
const own = new Map<string, Owner>();

/**
 * The name of this process's file in a state directory, for one more mount; it is made for the first one.
 *
 * @throws LayermountError `records.journal`
 */
export async function ownerOf(state: State): Promise<string> {
  const key = String(state.directory);
  for (;;) {
    const known = own.get(key);
    if (known) {
      known.mounts++;
      return known.name;
    }
    const name = await made(key, state);
    if (name !== undefined) return name;
  }
}

/** Makes and locks it, at once; undefined where who looks for what the dead have left was faster. */
async function made(key: string, state: State): Promise<string | undefined> {
  const session = new Session();
  const run = (program: Uint8Array, size: number): Uint8Array => session.runSync(program, size);
  const mine = { ...state, run };
  const name = ownerName(newToken());
  const { builder } = new DirectoryProgram(mine);
  builder.open(FILE, DIRECTORY, name, NEW_FILE, NEW_MODE);
  builder.flock(FILE, LOCK_EX_NB);
  stillNamed(builder, FILE);
  builder.close(DIRECTORY);
  const program = builder.finish();
  const { errno } = new Observation(run(program, observationBytes(program)), builder.count);
  if (errno === 0) {
    own.set(key, { name, session, state: mine, mounts: 1 });
    return name;
  }
  await session.close();
  if (isSeen(errno)) return undefined;
  const { ruleError } = await import("../rules.ts");
  const { errnoText } = await import("../errno.ts");
  throw ruleError("refused", "records.journal", { item: state.directory, other: errnoText(errno) }, { errno });
}

/** One mount less is to go with the process; with the last one its file goes. */
export async function releaseOwner(name: string): Promise<void> {
  const [key, owner] = [...own].find(([, one]) => one.name === name) ?? [];
  if (key === undefined || owner === undefined || --owner.mounts > 0) return;
  own.delete(key);
  await unlinkFile(owner.state, name);
  await owner.session.close();
}
