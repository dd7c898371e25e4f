// Journals of runs that may not have come to their end, read by a later process.
import { bytesOf, unescaped } from "../bytes.ts";
import { errnoText } from "../errno.ts";
import { withSession } from "../linux/asked.ts";
import { observationBytes } from "../linux/finished.ts";
import { AT_EMPTY_PATH, EAGAIN, ENOENT, LOCK_EX_NB, LOCK_SH_NB, STATX_BASIC_STATS } from "../linux/numbers.ts";
import { Observation } from "../linux/observation.ts";
import { ProgramBuilder } from "../linux/program.ts";
import type { Session } from "../linux/session.ts";
import { tidied } from "../tidied.ts";
import type { Path } from "../types.ts";
import { closeAll, DIRECTORY, DirectoryProgram, FILE } from "./directory.ts";
import type { About } from "./journal.ts";
import { listEntries } from "./listing.ts";
import { isJournalName, namePrefix, tokenIn, unfinishedName } from "./names.ts";
import { distrust, READING } from "./own-file.ts";
import type { State } from "./state.ts";
import { unlinkFile } from "./write.ts";

const CHUNK_BYTES = 262144;
/** A run of thousands of layers has less. */
const BYTES_MOST = 64 * 1048576;

/** Why a journal is not read: its owner lives, it is gone, or it is none. */
export type Unread =
  | { readonly why: "alive" | "gone"; readonly other?: undefined }
  | { readonly why: "damaged"; readonly other: string };

/** Names of the journals in a state directory, or of those of one target, in no order. */
export async function journalNames(state: State, target?: Path): Promise<string[]> {
  const prefix = target === undefined ? "" : namePrefix(tidied(bytesOf(target)));
  const entries = await listEntries(state);
  return entries.flatMap(({ name, regular }) => {
    return regular && isJournalName(name) && name.startsWith(prefix) ? [name] : [];
  });
}

/** Whether a run that mounted at this target died before it had come to its end. */
export async function isLeftOver(state: State, session: Session, target: Path): Promise<boolean> {
  for (const name of await journalNames(state, target)) {
    const journal = await OpenJournal.open(state, session, name, LOCK_SH_NB);
    if ("why" in journal) continue;
    await journal.close();
    // Whoever died before anything was in it had done nothing.
    if (journal.bytes.length > 0) return true;
  }
  return false;
}

/** Whether nobody holds this file of the directory any more. */
export async function isDead(state: State, name: string): Promise<boolean> {
  return withSession(async (session) => {
    const file = await OpenJournal.open(state, session, name, LOCK_SH_NB);
    return !("why" in file) || file.why === "gone";
  });
}

/** As {@link isDead}, each file once: many mounts go with one process. */
export function deathsIn(state: State): (name: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (name) => {
    const death = known.get(name) ?? isDead(state, name);
    known.set(name, death);
    return death;
  };
}

/** Removes a file that nobody holds any more; whoever is about to hold it sees that it is gone. */
export async function removeDead(state: State, name: string): Promise<void> {
  await withSession(async (session) => {
    const file = await OpenJournal.open(state, session, name);
    if (!("why" in file)) await unlinkFile(file.state, name);
  });
}

/** A journal whose owner is dead: as long as it is open, nobody else takes back what it tells of. */
export class OpenJournal {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly #session: Session;
  readonly state: State;

  private constructor(session: Session, state: State, name: string, bytes: Uint8Array) {
    this.#session = session;
    this.state = state;
    this.name = name;
    this.bytes = bytes;
  }

  /**
   * Opens it, if it is a file of ours alone that nobody holds.
   *
   * @param session Holds the file, and its lock, until {@link OpenJournal.close}.
   * @param lock LOCK_SH_NB where it is only looked at: who looks meanwhile is not told that its owner lives.
   */
  static async open(
    state: State,
    session: Session,
    name: string,
    lock: number = LOCK_EX_NB,
  ): Promise<OpenJournal | Unread> {
    const own: State = { ...state, run: (program, size) => session.run(program, size) };
    const program = new DirectoryProgram(own);
    const { builder } = program;
    const opened = builder.open(FILE, DIRECTORY, name, READING);
    const locked = builder.flock(FILE, lock);
    // Whoever took it back before us has removed it by now.
    const stat = builder.statx(FILE, "", AT_EMPTY_PATH, STATX_BASIC_STATS);
    const observation = await program.run();
    if (observation === false) return { why: "gone" };
    if (observation.errno !== 0) {
      await closeAll(own);
      if (observation.done === opened && observation.errno === ENOENT) return { why: "gone" };
      if (observation.done === locked && observation.errno === EAGAIN) return { why: "alive" };
      return { why: "damaged", other: errnoText(observation.errno) };
    }
    const seen = observation.stat(stat);
    const { links } = seen;
    const isOurs = distrust(seen, state) === undefined;
    const bytes = links > 0 && isOurs ? await readAll(session) : undefined;
    if (bytes) return new OpenJournal(session, own, name, bytes);
    await closeAll(own);
    if (links === 0) return { why: "gone" };
    return { why: "damaged", other: isOurs ? "it is too large" : "it is not a file of this user alone" };
  }

  /** What it tells of is taken back: the file goes, and what was begun of the mount's record with it. */
  async remove(): Promise<void> {
    await unlinkFile(this.state, unfinishedName(`${this.name.slice(0, 16)}-${tokenIn(this.name)}.json`));
    await unlinkFile(this.state, this.name);
  }

  /** Nothing is guessed from it; a person may look. */
  async setAside(): Promise<void> {
    const program = new DirectoryProgram(this.state);
    program.builder.rename(DIRECTORY, this.name, `${this.name}.damaged`, true);
    await program.run();
  }

  async close(): Promise<void> {
    await this.#session.reset();
  }
}

async function readAll(session: Session): Promise<Uint8Array | undefined> {
  const builder = new ProgramBuilder();
  const place = builder.read(FILE, CHUNK_BYTES);
  const program = builder.finish();
  const parts: Uint8Array[] = [];
  for (let size = 0; size < BYTES_MOST; ) {
    const observation = new Observation(await session.run(program, observationBytes(program)), 1);
    if (observation.errno !== 0) return undefined;
    const read = observation.bytes(place);
    if (read.length === 0) return Buffer.concat(parts);
    parts.push(read.slice());
    size += read.length;
  }
  return undefined;
}

/** What stands in front of a run's record; undefined: nothing that we write. */
export function decodeAbout(bytes: Uint8Array | undefined): About | undefined {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...json };
  const { layermount, boot, namespace, target, token, created } = fields;
  if (layermount !== 1 || typeof boot !== "string" || typeof token !== "string") return undefined;
  if (!boot.isWellFormed() || !token.isWellFormed()) return undefined;
  if (typeof namespace !== "string" || !/^\d{1,20}$/.test(namespace)) return undefined;
  if (typeof created !== "number" || !Number.isSafeInteger(created)) return undefined;
  const path = typeof target === "string" ? unescaped(target) : undefined;
  if (path === undefined || path[0] !== 0x2f) return undefined;
  return { boot, namespace: BigInt(namespace), target: path, token, created: created + 0 };
}
