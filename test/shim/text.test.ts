/** Descriptor numbers in text: filled into holes, restored, and masked in everything that is read back. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Session } from "../../host/linux/session.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { skipped } from "../support/skip.ts";
import { assemble, op, Text } from "./assemble.ts";
import { type Means, perform, Seen } from "./driver.ts";
import * as m from "./mounts.ts";

const { CWD, onTmpfs, open } = m;
const HOLE = "/proc/self/fd///////";
const WIDTH = 6;
const EBADF = 9;
const EOVERFLOW = 75;
const ESTALE = 116;

/** Ops that mount two layers named through descriptor 0 at `merged`, with its id in register 0. */
function prefixed(options: Text, path: string) {
  return [
    open(0, CWD, path),
    op("fdtext", 0, options.hole(0), WIDTH),
    op("fdtext", 0, options.hole(1), WIDTH),
    op("mount", "overlay", `${path}/merged`, "overlay", 0, options),
    { ...op("statx", CWD, `${path}/merged`, 0, m.STATX_MNT_ID_UNIQUE), into: 0 },
    { ...op("statx", CWD, `${path}/merged`, 0, m.STATX_MNT_ID), into: 1 },
  ];
}

/** STATMOUNT_OPT_ARRAY came with 6.13; the answer says whether it is in it. */
const hasOptionArray = (answer: Buffer): boolean =>
  answer.length > 16 && (answer.readUInt32LE(8) & m.STATMOUNT.optionArray) !== 0;

if (inPrivateNamespace(import.meta.filename)) {
  test("layers named through a descriptor are mounted, and its number is nowhere in what is read", () =>
    onTmpfs(async (session, means, path) => {
      m.makeLayers(path, 2);
      const options = new Text(`lowerdir=${HOLE}0/fs:${HOLE}1/fs`);
      const seen = await perform(session, means, [
        ...prefixed(options, path),
        { ...op("statmount", 0, m.STATMOUNT.optionArray, 4096), soft: true },
        op("mountinfo", 1, 4096),
      ]);
      assert.is(seen.errno, 0);
      const line = m.lineOf(`${path}/merged`);
      const number = /\/proc\/self\/fd\/(\d+)\//.exec(line)?.[1] ?? "";
      assert.match(number, /^\d+$/, "the kernel shows the number");
      const masked = line.replaceAll(`/fd/${number}`, `/fd/${"/".repeat(number.length)}`);
      assert.is(seen.out(7).toString("latin1"), masked);
      const array = seen.out(6).toString("latin1", 512).split("\0");
      if (!hasOptionArray(seen.out(6))) skipped("option array of statmount", "this kernel has none");
      else assert.ok(array.includes(`lowerdir=${HOLE}0/fs:${HOLE}1/fs`), `${array}`);

      const later = await perform(session, means, [op("mountinfo", 1, 4096), op("umount", `${path}/merged`, 0)]);
      assert.is(later.out(0).toString("latin1"), masked, "a later program of the session sees it masked too");
    }));

  test("same compares filled holes as unfilled ones", () =>
    onTmpfs(async (session, means, path) => {
      m.makeLayers(path, 2);
      const options = new Text(`lowerdir=${HOLE}0/fs:${HOLE}1/fs`);
      const array = new Text(`lowerdir=${HOLE}0/fs:${HOLE}1/fs\0`);
      const other = new Text(`lowerdir=${HOLE}1/fs:${HOLE}1/fs\0`);
      const size = array.bytes.length;
      const probe = await perform(session, means, [
        ...prefixed(options, path),
        { ...op("statmount", 0, m.STATMOUNT.optionArray, 4096), soft: true },
      ]);
      if (!hasOptionArray(probe.out(6))) {
        await perform(session, means, [op("umount", `${path}/merged`, 0)]);
        return skipped("same with filled holes", "this kernel has no option array of statmount");
      }
      const at = probe.out(6).indexOf("lowerdir=");
      assert.ok(at > 0, probe.out(6).toString("latin1"));
      const seen = await perform(session, means, [
        op("statmount", 0, m.STATMOUNT.optionArray, 4096),
        op("same", { of: 0, at }, array, size),
        op("fdtext", 0, array.hole(0), WIDTH),
        op("same", { of: 0, at }, array, size),
        op("fdtext", 0, other.hole(0), WIDTH),
        { ...op("same", { of: 0, at }, other, size), soft: true },
        op("umount", `${path}/merged`, 0),
      ]);
      assert.equal(seen.results.slice(1), [0, 0, 0, 0, -ESTALE, 0]);
    }));
}

/** Runs a program and says whether its bytes in the session's memory are as before: it is run a second time. */
async function twice(means: Means): Promise<[Seen, Seen]> {
  const session = new Session();
  const text = new Text(`${HOLE}status`);
  const ops = [
    { ...op("open", CWD, "/proc/self", m.O_PATH, 0), into: 0 },
    op("fdtext", 0, text.hole(), WIDTH),
    { ...op("open", CWD, text, 0, 0), into: 1 },
    op("read", 1, 16),
    op("close", 1),
    op("close", 0),
    op("rmdir", CWD, "/none"),
  ];
  const both: [Seen, Seen] = [await perform(session, means, ops), await perform(session, means, ops)];
  await session.close();
  return both;
}

test("the number leads to the directory, whatever happens afterwards", async () => {
  for (const means of ["thread", "child"] as const) {
    const [first, second] = await twice(means);
    assert.match(first.out(3).toString(), /^Name:\t/);
    assert.equal([first.done, second.done], [6, 6]);
  }
});

test("holes are restored after success and after failure", async () => {
  const { shim } = await import("../../host/linux/shim.ts");
  const { Region } = await import("../../host/linux/region.ts");
  const native = shim();
  const [session, memory, observation] = [0, 1, 2].map(() => new Region(native, 0)) as [
    InstanceType<typeof Region>,
    InstanceType<typeof Region>,
    InstanceType<typeof Region>,
  ];
  native.lm_init(session.at);
  const text = new Text(`${HOLE}none`);
  for (const last of [op("sleep", 0), op("rmdir", CWD, text)]) {
    const ops = [open(0, CWD, "/"), op("fdtext", 0, text.hole(), WIDTH), op("close", 0), last];
    const program = assemble(ops);
    memory.bytes.set(program.bytes);
    const size = program.bytes.length;
    assert.is(native.lm_run(session.at, memory.at, size, observation.at, program.observationBytes), 0);
    const seen = new Seen(observation.bytes.slice(0, program.observationBytes), program, ops.length);
    assert.is(seen.results[1], 0);
    assert.ok(Buffer.from(memory.bytes.subarray(0, size)).equals(program.bytes));
  }
  for (const region of [session, memory, observation]) region.free();
});

test("an empty register and a number that does not fit fail before anything is written", async () => {
  const session = new Session();
  const narrow = new Text("/proc/self/fd//x");
  const fill = Array.from({ length: 12 }, (_, i) => open(i, CWD, "/"));
  const seen = await perform(session, "thread", [
    ...fill,
    { ...op("fdtext", 99, narrow.hole(), 1), soft: true },
    { ...op("fdtext", 11, narrow.hole(), 1), soft: true },
  ]);
  assert.equal(seen.results.slice(12), [-EBADF, -EOVERFLOW]);
  await session.close();
});

test("a number is masked only where it was written, with its padding", async () => {
  const session = new Session();
  const text = new Text(`${HOLE}`);
  const path = `/tmp/layermount-text-${process.pid}`;
  const fd = Number(/(\d+)$/.exec(readFileSync("/proc/self/stat", "latin1").split(" ")[0] ?? "")?.[1] ?? 0);
  assert.ok(fd > 0);
  const first = await perform(session, "thread", [open(0, CWD, "/"), op("fdtext", 0, text.hole(), WIDTH)]);
  assert.is(first.errno, 0);
  const numbers = Array.from({ length: 40 }, (_, n) => n + 3);
  const lines = numbers.flatMap((n) => [`/proc/self/fd/${n}/x`, `/proc/self/fd/${n}`.padEnd(HOLE.length, "/")]);
  await Bun.write(path, lines.join("\n"));
  const seen = await perform(session, "thread", [
    { ...op("open", CWD, path, 0, 0), into: 1 },
    op("read", 1, 4096),
    op("unlink", CWD, path),
  ]);
  const read = seen.out(1).toString("latin1").split("\n");
  const changed = read.map((line, i) => [line, lines[i]]).filter(([now, before]) => now !== before);
  assert.is(changed.length, 1, `${changed}`);
  assert.is(changed[0]?.[0], HOLE);
  await session.close();
});

test.run();
