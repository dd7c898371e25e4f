/** The shim for aarch64 under an emulator: it refuses what this one refuses and observes what this one observes. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { commandBytes } from "../../host/linux/command.ts";
import { Region } from "../../host/linux/region.ts";
import { Session } from "../../host/linux/session.ts";
import { shim } from "../../host/linux/shim.ts";
import { COMPILER, compilerRunsHere } from "../../scripts/shim/compiler.ts";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { assemble, CWD, type Op, op, Text } from "./assemble.ts";
import { Seen } from "./driver.ts";
import { buildDriver, Emulated, missingEmulator } from "./emulated.ts";
import { mutants } from "./mutate.ts";
import { validPrograms } from "./valid.ts";

const missing = compilerRunsHere ? missingEmulator() : `${COMPILER.package} is a program for Linux on x86_64`;
const O_CREAT = 0x40;
const O_WRONLY = 1;
const O_DIRECTORY = 0x10000;
const O_NOFOLLOW = 0x20000;
const O_PATH = 0x200000;
const HOLE = "/proc/self/fd///////";

/** Carries ops out by both shims, each in a directory of its own that looks the same. */
async function byBothProcessors(ops: readonly Op[]): Promise<{ here: Seen; there: Seen; left: string[][] }> {
  const place = temporary("aarch64");
  const driver = await buildDriver(place.path);
  const program = assemble(ops);
  const observed: Seen[] = [];
  const left: string[][] = [];
  for (const processor of ["here", "there"]) {
    const root = `${place.path}/${processor}`;
    mkdirSync(`${root}/sub`, { recursive: true });
    writeFileSync(`${root}/file`, "content");
    symlinkSync("file", `${root}/link`);
    const first = assemble([{ ...op("open", CWD, root, O_PATH | O_DIRECTORY, 0), into: 0 }]);
    if (processor === "here") {
      await using session = new Session();
      session.runSync(first.bytes, first.observationBytes);
      observed.push(new Seen(session.runSync(program.bytes, program.observationBytes), program, ops.length));
    } else {
      const emulated = new Emulated(driver);
      await emulated.run(first);
      observed.push(new Seen(await emulated.run(program), program, ops.length));
      assert.is(await emulated.reset(), 0);
      assert.is(await emulated.end(), 0);
    }
    left.push(readdirSync(root).sort());
  }
  place.remove();
  const [here, there] = observed as [Seen, Seen];
  return { here, there, left };
}

testUnless(test, missing, "files: the same results and the same bytes", async () => {
  const { here, there, left } = await byBothProcessors([
    op("mkdir", 0, "made", 0o750),
    { ...op("mkdir", 0, "made", 0o750), soft: true },
    { ...op("open", 0, "made/new", O_CREAT | O_WRONLY, 0o640), into: 1 },
    op("write", 1, "four", 4),
    op("close", 1),
    { ...op("open", 0, "made/new", 0, 0), into: 1 },
    op("read", 1, 64),
    op("close", 1),
    op("same", { of: 6 }, "four", 4),
    op("readlink", 0, "link", 64),
    op("equal", { of: 6, at: 0 }, { of: 9, at: 8 }, 0),
    { ...op("same", { of: 6 }, "five", 4), soft: true },
    { ...op("rmdir", 0, "none"), soft: true },
    { ...op("statx", 0, "none", 0x100, 1), absent: true },
    { ...op("close", 7), soft: true },
    { ...op("open", 0, "file", O_DIRECTORY, 0), into: 2, soft: true },
    { ...op("open", 0, "link", O_NOFOLLOW, 0), into: 2, soft: true },
    op("rmdir", 0, "sub"),
    op("unlink", 0, "made/new"),
    op("sleep", 1),
    op("rmdir", 0, "file"),
    op("rmdir", 0, "made"),
  ]);
  assert.is(there.done, 20);
  assert.is(there.errno, 20);
  assert.ok(Buffer.from(here.bytes).equals(there.bytes), `${here.results}\n${there.results}`);
  assert.equal(left[1], ["file", "link", "made"]);
  assert.equal(left[0], left[1]);
});

testUnless(test, missing, "statx and fstatfs: the same facts", async () => {
  const place = temporary("facts");
  writeFileSync(`${place.path}/file`, "content");
  const ops = [
    op("statx", CWD, `${place.path}/file`, 0x100, 0x7ff),
    { ...op("open", CWD, place.path, 0, 0), into: 1 },
    op("fstatfs", 1),
    op("close", 1),
  ];
  const { here, there } = await byBothProcessors(ops);
  // Emulators leave out mount ids and attributes that they do not know.
  for (const [from, to] of [
    [0, 4],
    [8, 24],
    [32, 40],
    [44, 48],
  ] as const) {
    assert.equal(there.out(0, 48).subarray(from, to), here.out(0, 48).subarray(from, to), `statx ${from}`);
  }
  assert.is(there.out(2, 16).readBigUInt64LE(0), here.out(2, 16).readBigUInt64LE(0));
  place.remove();
});

testUnless(test, missing, "descriptor numbers in text lead there and are masked", async () => {
  const text = new Text(`${HOLE}file`);
  const { here, there } = await byBothProcessors([
    op("fdtext", 0, text.hole(), 6),
    { ...op("open", CWD, text, 0, 0), into: 1 },
    op("read", 1, 16),
    op("close", 1),
  ]);
  assert.is(there.out(2).toString(), "content");
  assert.equal(there.results, here.results);
});

testUnless(test, missing, "a task starts on its own stack, gets its argument and ends", async () => {
  const place = temporary("aarch64-task");
  const emulated = new Emulated(await buildDriver(place.path));
  for (let i = 0; i < 10; i++) assert.is(await emulated.task(), 42);
  assert.is(await emulated.end(), 0);
  place.remove();
});

testUnless(test, missing, "the check says the same of right programs and of 3000 mutants", async () => {
  const place = temporary("aarch64-check");
  const emulated = new Emulated(await buildDriver(place.path));
  const native = shim();
  const memory = new Region(native, 65536);
  let accepted = 0;
  for (const { bytes, room } of [
    ...validPrograms().map((program) => ({ bytes: program.bytes, room: program.observationBytes })),
    ...mutants(3000, 7),
  ]) {
    memory.bytes.set(bytes);
    const verdict = native.lm_check(memory.at, bytes.length, room);
    assert.is(await emulated.check(bytes, room), verdict);
    if (verdict === 0) accepted++;
  }
  assert.ok(accepted > 100, `${accepted}`);
  assert.is(await emulated.end(), 0);
  memory.free();
  place.remove();
});

testUnless(test, missing, "a command: its code, the signal that killed it, its directory", async () => {
  const place = temporary("aarch64");
  const emulated = new Emulated(await buildDriver(place.path));
  const bytes = (text: string) => new TextEncoder().encode(text);
  const run = (script: string) =>
    emulated.command(commandBytes({ argv: ["sh", "-c", script].map(bytes), env: [], cwd: bytes("/usr") }));
  assert.is(await run("exit 7"), 7 << 8);
  assert.is(await run("kill -KILL $$"), 9);
  assert.is(await run('test "$(pwd)" = /usr'), 0);
  assert.is(await emulated.end(), 0);
  place.remove();
});

test.run();
