import { bytesOf } from "../bytes.ts";
import type { Session } from "../linux/session.ts";
import type { Path } from "../types.ts";

/** A state directory, and who carries out the programs that read and write it. */
export interface State {
  readonly directory: Uint8Array;
  /** Whom the directory and its files must belong to. */
  readonly uid: number;
  run(program: Uint8Array, observationBytes: number): Uint8Array | Promise<Uint8Array>;
}

const SLASH = 0x2f;

/**
 * The state directory that was asked for, or the usual one: `/run/layermount` as root, `$XDG_RUNTIME_DIR/layermount`
 * else. Nothing is opened yet.
 *
 * @throws LayermountError `records.no-directory` and `records.relative`.
 */
export async function stateIn(session: Session, directory?: Path): Promise<State> {
  const uid = process.geteuid?.() ?? 0;
  const usual = uid === 0 ? "/run" : (Bun.env["XDG_RUNTIME_DIR"] ?? "");
  if (directory === undefined) {
    if (!usual.startsWith("/")) throw (await import("../rules.ts")).ruleError("refused", "records.no-directory");
    // Both usual places are in memory: a thread's round trip would cost more than the writing.
    return { uid, directory: bytesOf(`${usual}/layermount`), run: session.runSync.bind(session) };
  }
  const bytes = bytesOf(directory);
  if (bytes[0] !== SLASH) {
    throw (await import("../rules.ts")).ruleError("refused", "records.relative", { item: bytes });
  }
  return { uid, directory: bytes, run: session.run.bind(session) };
}
