import { bytesOf } from "../bytes.ts";
import { Observation } from "../linux/observation.ts";
import { CWD, observationBytes, ProgramBuilder } from "../linux/program.ts";
import type { Session } from "../linux/session.ts";
import type { Path } from "../types.ts";

/** A state directory, and who carries out the programs that read and write it. */
export interface State {
  readonly directory: Uint8Array;
  /** Whom the directory and its files must belong to. */
  readonly uid: number;
  run(program: Uint8Array, observationBytes: number): Uint8Array | Promise<Uint8Array>;
  /** Only where the directory lies in memory: there a program takes less time than a thread's round trip. */
  runSync?(program: Uint8Array, observationBytes: number): Uint8Array;
}

const SLASH = 0x2f;
const O_PATH = 0x200000;
/** TMPFS_MAGIC and RAMFS_MAGIC. */
const MEMORY: readonly number[] = [0x01021994, 0x858458f6];

/** The usual directory, one for each session: what was prepared for it, or found there, is kept by it. */
const usual = new WeakMap<Session, State & { readonly base: string }>();

/**
 * The state directory that was asked for, or the usual one: `/run/layermount` as root, `$XDG_RUNTIME_DIR/layermount`
 * else. Nothing is opened yet.
 *
 * @throws LayermountError `records.no-directory` and `records.relative`.
 */
export async function stateIn(session: Session, directory?: Path): Promise<State> {
  const uid = process.geteuid?.() ?? 0;
  if (directory === undefined) {
    const base = uid === 0 ? "/run" : (Bun.env["XDG_RUNTIME_DIR"] ?? "");
    if (!base.startsWith("/")) throw (await import("../rules.ts")).ruleError("refused", "records.no-directory");
    const known = usual.get(session);
    if (known?.base === base && known.uid === uid) return known;
    // Both usual places are in memory: a thread's round trip would cost more than the writing.
    const run = (program: Uint8Array, bytes: number): Uint8Array => session.runSync(program, bytes);
    const state = { uid, base, directory: bytesOf(`${base}/layermount`), run, runSync: run };
    usual.set(session, state);
    return state;
  }
  const bytes = bytesOf(directory);
  if (bytes[0] !== SLASH) {
    throw (await import("../rules.ts")).ruleError("refused", "records.relative", { item: bytes });
  }
  const memory = await isInMemory(session, bytes);
  if (!memory) return { uid, directory: bytes, run: (program, size) => session.run(program, size) };
  const run = (program: Uint8Array, size: number): Uint8Array => session.runSync(program, size);
  return { uid, directory: bytes, run, runSync: run };
}

/** Directories that are known to lie in memory. */
const inMemory = new Set<string>();

/** Whether the directory exists and lies in memory: then writing to it takes less than a thread's round trip. */
async function isInMemory(session: Session, directory: Uint8Array): Promise<boolean> {
  const name = String(directory);
  if (inMemory.has(name)) return true;
  const builder = new ProgramBuilder();
  builder.open(0, CWD, directory, O_PATH, 0, true);
  const place = builder.fstatfs(0, true);
  builder.close(0, true);
  const program = builder.finish();
  const observation = new Observation(await session.run(program, observationBytes(program)), builder.count);
  const memory = observation.result(place.index) === 0 && MEMORY.includes(observation.fsMagic(place));
  if (memory) inMemory.add(name);
  return memory;
}
