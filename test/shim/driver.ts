/** Runs hand-written programs on the real kernel and reads what they left. */
import { Session } from "../../host/linux/session.ts";
import { type Assembled, assemble, type Op } from "./assemble.ts";

/** An observation, taken apart. */
export class Seen {
  readonly done: number;
  /** 0 or the errno of the op that stopped the program. */
  readonly errno: number;
  readonly results: readonly number[];
  readonly bytes: Uint8Array;
  readonly #program: Assembled;

  constructor(bytes: Uint8Array, program: Assembled, count: number) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    if (view.getUint32(0, true) !== 0x314f4d4c || view.getUint32(12, true) !== 0) throw new Error("no observation");
    this.done = view.getUint32(4, true);
    this.errno = -view.getInt32(8, true);
    this.results = Array.from({ length: count }, (_, i) => view.getInt32(16 + 4 * i, true));
    this.bytes = bytes;
    this.#program = program;
  }

  /** The bytes of an op's result, as far as `length` or its count says. */
  out(index: number, length = this.results[index] ?? 0): Buffer {
    const at = this.#program.outs[index] ?? 0;
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + at, length);
  }
}

/** How a program is carried out: on the session's thread, or on this one with a child for blocks. */
export type Means = "thread" | "child";
export const MEANS: readonly Means[] = ["thread", "child"];

/** Carries ops out and reads the observation; its program must be as before. */
export async function perform(session: Session, means: Means, ops: readonly Op[]): Promise<Seen> {
  const program = assemble(ops);
  const seen =
    means === "thread"
      ? await session.run(program.bytes, program.observationBytes)
      : session.runSync(program.bytes, program.observationBytes);
  if (means === "thread" && !session.threaded) throw new Error("the session has no thread here");
  return new Seen(seen, program, ops.length);
}

/** Runs a test by both means, each with a session of its own that must hold nothing at the end. */
export async function byBoth(work: (session: Session, means: Means) => Promise<void>): Promise<void> {
  for (const means of MEANS) {
    const session = new Session();
    try {
      await work(session, means);
    } finally {
      await session.close();
    }
  }
}
