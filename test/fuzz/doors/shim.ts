/** The shim as it is shipped: programs between guard pages, against the contract written a second time. */
import table from "../../../core-wasm/effects.json" with { type: "json" };
import { Region } from "../../../host/linux/region.ts";
import { shim } from "../../../host/linux/shim.ts";
import { assemble, CWD, op } from "../../shim/assemble.ts";
import { staysInside } from "../../shim/bounds.ts";
import { Guarded } from "../../shim/guarded.ts";
import { mutant } from "../../shim/mutate.ts";
import { HARMLESS, validPrograms } from "../../shim/valid.ts";
import type { Door } from "../door.ts";

const MAGIC = 0x31504d4c;
const REGISTERS = 48;

function isHarmless(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = view.getUint32(12, true); at < bytes.length; at += 40) {
    const name = table.effects[view.getUint8(at) - 1]?.op ?? "";
    if (!HARMLESS.has(name) && name !== "child") return false;
  }
  return true;
}

/** Programs that hold something in many registers, so that those which read them get further than that. */
function filling(): ReturnType<typeof assemble> {
  const O_PATH = 0x200000;
  const look = (into: number) => ({ ...op("statx", CWD, "/", 0, 0x1000), into });
  const opened = (into: number) => ({ ...op("open", CWD, "/", O_PATH, 0), into });
  return assemble(Array.from({ length: REGISTERS }, (_, i) => [opened(i), look(i)]).flat());
}

/** An input is the room for the observation, then the program. */
export function open(): Door {
  const native = shim();
  const memory = new Guarded(65536);
  const answers = new Guarded(65536);
  const session = new Region(native, native.lm_session_bytes());
  const originals = validPrograms();
  native.lm_init(session.at);
  const { bytes, observationBytes } = filling();
  const filled = native.lm_run(
    session.at,
    memory.put(bytes),
    bytes.length,
    answers.atEnd(observationBytes),
    observationBytes,
  );
  if (filled !== 0 || native.lm_held(session.at) !== REGISTERS) throw new Error(`registers were not filled: ${filled}`);
  return {
    input(random) {
      const { bytes, room } = mutant(random, originals);
      const input = new Uint8Array(4 + bytes.length);
      new DataView(input.buffer).setUint32(0, room, true);
      input.set(bytes, 4);
      return input;
    },
    answer(input) {
      const room = new DataView(input.buffer, input.byteOffset).getUint32(0, true);
      const program = input.slice(4);
      const at = memory.put(program);
      const verdict = native.lm_check(at, program.length, room);
      if (verdict !== 0) {
        const view = new DataView(program.buffer);
        const isHead = program.length >= 32 && view.getUint32(0, true) === MAGIC;
        return isHead && view.getUint32(4, true) === program.length ? "refused" : "no header";
      }
      if (!staysInside(program, room)) throw new Error("a program that leads outside was accepted");
      if (!isHarmless(program)) return "accepted";
      const ran = native.lm_run(session.at, at, program.length, answers.atEnd(room), room);
      if (ran !== 0) throw new Error(`it was accepted, and not carried out: ${ran}`);
      if (!Buffer.from(memory.bytes.subarray(memory.size - program.length)).equals(program)) {
        throw new Error("a program was changed by running it");
      }
      return "carried out";
    },
    usual: ["no header", "refused", "accepted", "carried out"],
  };
}
