// Several processes write, read and remove in one state directory: nobody ever sees half a record.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRecords, recordsHere, removeRecord, stateIn, writeRecord } from "../../host/records/index.ts";
import { freshState, overlayAt, session } from "./support.ts";

const WRITERS = 4;
const EACH = 60;
const REWRITES = 800;
const SHARED = overlayAt("/mnt/shared", 4294967295n);

const [role, path, number] = Bun.argv.slice(2);
if (role !== undefined && path !== undefined) {
  const state = await stateIn(session, path);
  for (let i = 0; role === "writer" && i < EACH; i++) {
    const own = BigInt(Number(number) * 1000 + i);
    const record = await writeRecord(state, overlayAt(`/mnt/${number}/${i}`, 4294967296n + own));
    if (i % 2 === 1) await removeRecord(state, record);
  }
  for (let i = 0; role === "rewriter" && i < REWRITES; i++) await writeRecord(state, SHARED);
  await session.close();
  process.exit(0);
}

function start(as: string, state: string, i: number) {
  return Bun.spawn([process.execPath, import.meta.filename, as, state, String(i)], { stdout: "ignore" });
}

test(`${WRITERS} processes write ${EACH} records each, and remove half of them`, async () => {
  const state = await freshState("writers");
  const writers = Array.from({ length: WRITERS }, (_, i) => start("writer", state.path, i));
  const done = Promise.all(writers.map((writer) => writer.exited));
  let looks = 0;
  let running = true;
  done.then(() => {
    running = false;
  });
  while (running) {
    const { strays } = await readRecords(state);
    const half = strays.filter(({ rule }) => rule !== "records.unfinished");
    assert.equal(half, [], "no look at the directory may show half a record");
    looks++;
    await Bun.sleep(1);
  }
  assert.equal(await done, new Array(WRITERS).fill(0));
  assert.ok(looks > 3, `only ${looks} looks`);
  const { records, strays } = await readRecords(state);
  assert.equal(strays, []);
  assert.is(records.length, (WRITERS * EACH) / 2);
});

test("a record that is written again and again is always there, and whole", async () => {
  const state = await freshState("rewriter");
  await writeRecord(state, SHARED);
  const rewriter = start("rewriter", state.path, 0);
  let looks = 0;
  while (rewriter.exitCode === null) {
    for (let i = 0; i < 50; i++, looks++) {
      assert.ok((await recordsHere(state, SHARED.target)).length > 0, "the record was not there, or not whole");
    }
    // Lets the process learn that the other one has ended.
    await Bun.sleep(0);
  }
  assert.is(rewriter.exitCode, 0);
  assert.ok(looks > 50, `only ${looks} looks`);
});

test.after(() => session.close());
test.run();
