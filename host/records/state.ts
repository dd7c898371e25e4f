import { runtime } from "#runtime";
import { bytesOf, escaped } from "../bytes.ts";
import { asked } from "../linux/asked.ts";
import { O_PATH } from "../linux/numbers.ts";
import { CWD } from "../linux/program.ts";
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
/** TMPFS_MAGIC and RAMFS_MAGIC. */
const MEMORY: readonly number[] = [0x01021994, 0x858458f6];

/**
 * The directory in memory that each session was last asked for: what was prepared for it, or found there, is kept by
 * it.
 */
const last = new WeakMap<Session, { readonly name: string; readonly state: State }>();

/**
 * The state directory that was asked for, or the usual one: `/run/layermount` as root, `$XDG_RUNTIME_DIR/layermount`
 * else. Nothing is made yet.
 *
 * @throws LayermountError `records.no-directory` and `records.relative`.
 */
export async function stateIn(session: Session, directory?: Path): Promise<State> {
  const name =
    directory === undefined ? usual() : typeof directory === "string" ? directory : `bytes ${escaped(directory)}`;
  const known = last.get(session);
  if (known?.name === name) return known.state;
  const uid = runtime.user();
  const bytes = bytesOf(directory ?? name);
  if (bytes[0] !== SLASH) {
    const { ruleError } = await import("../rules.ts");
    if (directory === undefined) throw ruleError("refused", "records.no-directory");
    throw ruleError("refused", "records.relative", { item: bytes });
  }
  // The usual places are in memory.
  if (directory !== undefined && !(await isInMemory(session, bytes))) {
    return { uid, directory: bytes, run: (program, size) => session.run(program, size) };
  }
  const run = (program: Uint8Array, size: number): Uint8Array => session.runSync(program, size);
  const state = { uid, directory: bytes, run, runSync: run };
  last.set(session, { name, state });
  return state;
}

/** Empty where there is none. */
function usual(): string {
  const base = runtime.user() === 0 ? "/run" : (runtime.env("XDG_RUNTIME_DIR") ?? "");
  return base.startsWith("/") ? `${base}/layermount` : "";
}

/** Whether the directory exists and lies in memory: then writing to it takes less than a thread's round trip. */
async function isInMemory(session: Session, directory: Uint8Array): Promise<boolean> {
  const [observation, place] = await asked(session, (builder) => {
    builder.open(0, CWD, directory, O_PATH, 0, true);
    const place = builder.fstatfs(0, true);
    builder.close(0, true);
    return place;
  });
  return observation.result(place.index) === 0 && MEMORY.includes(observation.fsMagic(place));
}
