/** The check refuses every program that is not right, before its first effect. */
import { statSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Region } from "../../host/linux/region.ts";
import { shim } from "../../host/linux/shim.ts";
import { assemble, CWD, type Op, op, Text } from "./assemble.ts";
import { everyOp, validPrograms } from "./valid.ts";

const EBADMSG = 74;
const EPROTONOSUPPORT = 93;
const ENOBUFS = 105;
const E2BIG = 7;
const EFAULT = 14;
const EINVAL = 22;

const native = shim();
const memory = new Region(native, 1 << 20);

function check(bytes: Uint8Array, observation = 1 << 20, size = bytes.length): number {
  memory.bytes.set(bytes);
  return native.lm_check(memory.at, size, observation);
}

/** A program with one thing changed in its bytes. */
function changed(ops: readonly Op[], change: (view: DataView, start: number) => void): number {
  const { bytes } = assemble(ops);
  const view = new DataView(bytes.buffer);
  change(view, view.getUint32(12, true));
  return check(bytes);
}

const twoOps = [op("mkdir", CWD, "name", 0o700), { ...op("statx", CWD, "/", 0, 1), into: 1 }];
const record = (start: number, index: number, at: number) => start + 40 * index + at;

test("right programs are accepted", () => {
  for (const program of validPrograms()) assert.is(check(program.bytes, program.observationBytes), 0);
});

test("the header is checked", () => {
  const header = (at: number, value: number) => changed(twoOps, (view) => view.setUint32(at, value, true));
  assert.is(header(0, 0x31504d4d), -EBADMSG, "magic");
  assert.is(header(4, 8), -EBADMSG, "size");
  assert.is(header(8, 1), -EBADMSG, "count");
  assert.is(header(8, 16385), -E2BIG, "too many");
  assert.is(header(12, 36), -EBADMSG, "place of the ops");
  assert.is(header(16, 16), -EBADMSG, "room for the results");
  assert.is(header(20, 1025), -EBADMSG, "registers");
  assert.is(header(24, 0), -EPROTONOSUPPORT, "version");
  assert.is(header(28, 1), -EBADMSG, "reserved");
  assert.is(header(0, 0x31504d4c), 0, "the same again");
  const { bytes, observationBytes } = assemble(twoOps);
  assert.is(check(bytes, observationBytes - 1), -ENOBUFS);
  assert.is(check(bytes, observationBytes, bytes.length - 4), -EBADMSG);
  assert.is(check(bytes, observationBytes, 24), -EBADMSG);
  assert.is(check(new Uint8Array(0)), -EBADMSG);
  assert.is(native.lm_check(null, 32, 16), -EFAULT);
  assert.is(native.lm_check((memory.at + 4) as typeof memory.at, 32, 16), -EINVAL);
});

test("the arena ends with a NUL", () => {
  const { bytes } = assemble(twoOps);
  const start = new DataView(bytes.buffer).getUint32(12, true);
  bytes[start - 1] = 47;
  assert.is(check(bytes), -EBADMSG);
});

test("each part of an op is checked", () => {
  const part = (index: number, at: number, value: number, bytes: 1 | 2 | 4 = 4) =>
    changed(twoOps, (view, start) => {
      const place = record(start, index, at);
      if (bytes === 1) view.setUint8(place, value);
      else if (bytes === 2) view.setUint16(place, value, true);
      else view.setUint32(place, value, true);
    });
  assert.is(part(0, 0, 0, 1), -EBADMSG, "no op");
  assert.is(part(0, 0, 200, 1), -EBADMSG, "unknown op");
  assert.is(part(0, 1, 4, 1), -EBADMSG, "unknown flag");
  assert.is(part(0, 3, 1, 1), -EBADMSG, "reserved");
  assert.is(part(0, 4, 0, 2), -EBADMSG, "a register that nothing goes to");
  assert.is(part(1, 4, 1024, 2), -EBADMSG, "no such register");
  assert.is(part(0, 8, 1024), -EBADMSG, "no such register to read");
  assert.is(part(0, 12, 0), -EBADMSG, "NULL where a string is needed");
  assert.is(part(0, 12, 31), -EBADMSG, "a string in the header");
  assert.is(part(0, 12, 1 << 30), -EBADMSG, "a string outside");
  assert.is(part(0, 28, 1), -EBADMSG, "an argument too many");
  assert.is(part(0, 32, 64), -EBADMSG, "a result where there is none");
  assert.is(part(1, 32, 20), -EBADMSG, "a result on no multiple of 8");
  assert.is(part(1, 32, 16), -EBADMSG, "a result over the results");
  assert.is(part(1, 32, 1 << 20), -EBADMSG, "a result outside");
  assert.is(part(1, 32, 0xfffffff8), -EBADMSG, "a result that wraps");
  assert.is(part(1, 32, 0), 0, "a fixed result may be left out");
  assert.is(part(0, 2, 6, 1), 0, "the phase says nothing to the shim");
  assert.is(part(0, 6, 77, 2), 0, "the reason says nothing to the shim");
  assert.is(part(0, 36, 3), 0, "the subject says nothing to the shim");
});

const refused: Record<string, readonly Op[]> = {
  "a descriptor that nobody holds": [op("open", CWD, "/", 0, 0)],
  "AT_FDCWD closed": [op("close", CWD)],
  "AT_FDCWD as a file": [op("read", CWD, 8)],
  "fchdir outside a block": [op("fchdir", 0)],
  "a block in a block": [op("child", 2), op("child", 1), op("fchdir", 0)],
  "a block without ops": [op("child", 0), op("sleep", 0)],
  "a block past the end": [op("child", 2), op("fchdir", 0)],
  "a soft block": [{ ...op("child", 1), soft: true }, op("fchdir", 0)],
  "a descriptor opened in a block": [op("child", 1), { ...op("open", CWD, "/", 0, 0), into: 1 }],
  "more bytes than the arena has": [op("write", 0, "four", 64)],
  "a comparison past the observation": [op("equal", 0, 24, 16)],
  "a word past the observation": [op("bits", 21, 1, 1)],
  "a comparison that wraps": [op("equal", 0, 8, 0xfffffffc)],
  "a read without a place": [{ ...op("read", 0, 8), room: 0 }],
  "a hole of no width": [op("fdtext", 0, new Text("/proc/self/fd//").hole(), 0)],
  "a hole that is none": [op("fdtext", 0, new Text("/proc/self/fd/x").hole(), 1)],
  "a hole wider than its slashes": [op("fdtext", 0, new Text("/proc/self/fd///x").hole(), 3)],
  "a hole after other text": [op("fdtext", 0, { text: new Text("/proc/self/df//"), at: 14 }, 1)],
  "a hole at the very start": [op("fdtext", 0, { text: new Text("////////"), at: 0 }, 1)],
};
for (const [name, ops] of Object.entries(refused)) {
  test(`refused: ${name}`, () => assert.is(check(assemble(ops).bytes), -EBADMSG));
}

test("nothing is done of a program that is refused, and calls without memory are", () => {
  const session = new Region(native, native.lm_session_bytes());
  const observation = new Region(native, 0);
  const path = `/tmp/layermount-never-${process.pid}`;
  const { bytes } = assemble([op("mkdir", CWD, path, 0o700), op("child", 1), op("sleep", 0)]);
  new DataView(bytes.buffer).setUint8(bytes.length - 40, 0);
  memory.bytes.set(bytes);
  assert.is(native.lm_run(session.at, memory.at, bytes.length, observation.at, 64), -EINVAL, "no session yet");
  native.lm_init(session.at);
  assert.is(native.lm_run(session.at, memory.at, bytes.length, observation.at, 64), -EBADMSG);
  assert.throws(() => statSync(path), /ENOENT/);
  for (const name of ["lm_init", "lm_held", "lm_clear", "lm_reset", "lm_stop", "lm_ready"] as const) {
    assert.is(native[name](null), -EFAULT, name);
  }
  assert.is(native.lm_settle(null, 0), -EFAULT);
  assert.is(native.lm_run(null, memory.at, 32, observation.at, 64), -EFAULT);
  assert.is(native.lm_run(session.at, null, 32, observation.at, 64), -EFAULT);
  assert.is(native.lm_run(session.at, memory.at, 32, null, 64), -EFAULT);
  assert.is(native.lm_submit(session.at, memory.at, 32, observation.at, 64), -EINVAL, "no thread");
  assert.is(native.lm_start(session.at, null, 65536, -1), -EFAULT);
  assert.is(native.lm_pair(null as unknown as Int32Array), -EFAULT);
  assert.is(native.lm_run(session.at, memory.at, 64, (memory.at + 32) as typeof memory.at, 64), -EINVAL, "overlap");
  for (const region of [session, observation]) region.free();
});

test("the tests know every op", () => {
  const names = new Set(everyOp().map((one) => one.op));
  assert.ok(names.has("child") && names.has("equal") && names.size >= 30);
});

test.run();
