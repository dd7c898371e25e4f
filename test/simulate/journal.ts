import { KINDS } from "../../host/trace/records.ts";
/** The file that a run is recorded in, as far as its own programs write to it. */
import type { Note } from "../../host/trace/trace.ts";
import type { Kernel } from "../simulated-kernel/kernel.ts";
import type { Node } from "../simulated-kernel/node.ts";
import type { Session } from "../simulated-kernel/session.ts";
import { file } from "../simulated-kernel/world.ts";
import { JOURNAL } from "./world.ts";

const O_RDWR = 2;
const NAME = "/run/layermount.run";
/** Which effect, and where in the observation (host/linux/note.h). */
const NOTE = 8;

/** Open in its register as long as the session is not reset. */
export class Journal {
  readonly #node: Node;
  #read = 0;

  constructor(kernel: Kernel, session: Session) {
    this.#node = file(kernel, NAME);
    if (session.registers.has(JOURNAL)) return;
    const path = { mount: kernel.root.mount, node: this.#node };
    session.registers.set(JOURNAL, kernel.open({ path, flags: O_RDWR, offset: 0 }));
  }

  /** The notes that were written since the last time. */
  taken(): readonly Note[] {
    const bytes = Buffer.from(this.#node.body.slice(this.#read), "latin1");
    this.#read = this.#node.body.length;
    const notes: Note[] = [];
    for (let at = 0; at < bytes.length; ) {
      if (bytes.readUInt32LE(at) !== KINDS.note) throw new Error("a program writes notes only");
      const held = bytes.subarray(at + 8, at + 8 + bytes.readUInt32LE(at + 4));
      notes.push({ effect: held.readUInt32LE(0), at: held.readUInt32LE(4), bytes: held.subarray(NOTE) });
      at += 8 + held.length + 4;
    }
    return notes;
  }
}
