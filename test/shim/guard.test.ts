/** Mutated programs against guard pages: none is accepted that would touch anything outside, and nothing crashes. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import table from "../../core-wasm/effects.json" with { type: "json" };
import { Region } from "../../host/linux/region.ts";
import { shim } from "../../host/linux/shim.ts";
import { assemble, CWD, op } from "./assemble.ts";
import { staysInside } from "./bounds.ts";
import { Guarded } from "./guarded.ts";
import { mutants } from "./mutate.ts";
import { HARMLESS } from "./valid.ts";

const { LAYERMOUNT_SEED, LAYERMOUNT_MUTANTS } = process.env;
const SEED = Number(LAYERMOUNT_SEED ?? 20_260_721);
const MUTANTS = Number(LAYERMOUNT_MUTANTS ?? 400_000);
const MAGIC = 0x31504d4c;

const native = shim();
const memory = new Guarded(65536);
const answers = new Guarded(65536);
const session = new Region(native, native.lm_session_bytes());
native.lm_init(session.at);

/** Registers that hold something, so that ops which read them get further than that. */
function fillRegisters(): void {
  const O_PATH = 0x200000;
  const open = (into: number) => ({ ...op("open", CWD, "/", O_PATH, 0), into });
  const look = (into: number) => ({ ...op("statx", CWD, "/", 0, 0x1000), into });
  const registers = Array.from({ length: 48 }, (_, i) => i);
  const { bytes, observationBytes } = assemble(registers.flatMap((i) => [open(i), look(i)]));
  assert.is(
    native.lm_run(session.at, memory.put(bytes), bytes.length, answers.atEnd(observationBytes), observationBytes),
    0,
  );
  assert.is(native.lm_held(session.at), registers.length);
}

function harmless(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer);
  for (let at = view.getUint32(12, true); at < bytes.length; at += 40) {
    const name = table.effects[view.getUint8(at) - 1]?.op ?? "";
    if (!HARMLESS.has(name) && name !== "child") return false;
  }
  return true;
}

test(`${MUTANTS} mutants, seed ${SEED}`, () => {
  fillRegisters();
  let [i, accepted, passedHeader, carriedOut] = [0, 0, 0, 0];
  for (const { bytes: mutant, room } of mutants(MUTANTS, SEED)) {
    i++;
    const at = memory.put(mutant);
    const verdict = native.lm_check(at, mutant.length, room);
    const view = new DataView(mutant.buffer);
    if (mutant.length >= 32 && view.getUint32(0, true) === MAGIC && view.getUint32(4, true) === mutant.length) {
      passedHeader++;
    }
    if (verdict !== 0) continue;
    accepted++;
    if (!staysInside(mutant, room)) throw new Error(`mutant ${i} of seed ${SEED} was accepted`);
    if (!harmless(mutant) || i % 4) continue;
    carriedOut++;
    assert.is(native.lm_run(session.at, at, mutant.length, answers.atEnd(room), room), 0);
    const after = memory.bytes.subarray(memory.size - mutant.length);
    if (!Buffer.from(after).equals(mutant)) throw new Error(`mutant ${i} of seed ${SEED} was changed by running it`);
  }
  console.log(`${accepted} accepted, ${passedHeader} past the header, ${carriedOut} carried out`);
  assert.ok(passedHeader > MUTANTS / 3);
  assert.ok(accepted > MUTANTS / 50 && accepted < passedHeader);
  assert.ok(carriedOut > MUTANTS / 1000);
  native.lm_reset(session.at);
});

test("a result that ends where the observation ends stays inside, however much there would be", () => {
  for (let cap = 8; cap <= 600; cap += 8) {
    const last = [
      op("mountinfo", 0, cap),
      op("statmount", 0, 0x1ff, cap),
      op("readlink", CWD, "/proc/self/exe", cap),
      { ...op("getdents", 48, cap) },
      { ...op("read", 49, cap) },
    ];
    for (const one of last) {
      const { bytes, observationBytes } = assemble([
        { ...op("open", CWD, "/proc", 0, 0), into: 48 },
        { ...op("open", CWD, "/proc/self/status", 0, 0), into: 49 },
        { ...op("statx", CWD, "/proc", 0, one.op === "statmount" ? 0x4000 : 0x1000), into: 0 },
        { ...one, soft: true },
      ]);
      const answer = answers.atEnd(observationBytes);
      assert.is(native.lm_run(session.at, memory.put(bytes), bytes.length, answer, observationBytes), 0);
      native.lm_reset(session.at);
    }
  }
});

test.run();
