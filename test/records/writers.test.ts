// Several processes write, read and remove in one state directory: nobody ever sees half a record.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRecords, removeRecord, stateIn, writeRecord } from "../../host/records/index.ts";
import { freshState, overlayAt, session } from "./support.ts";

const WRITERS = 4;
const EACH = 60;

const [role, path, number] = Bun.argv.slice(2);
if (role === "writer" && path !== undefined) {
  const state = await stateIn(session, path);
  for (let i = 0; i < EACH; i++) {
    const own = BigInt(Number(number) * 1000 + i);
    const record = await writeRecord(state, overlayAt(`/mnt/${number}/${i}`, 4294967296n + own));
    // Everybody also writes this one: the last one wins, whole.
    await writeRecord(state, overlayAt("/mnt/shared", 4294967295n)).catch((error: { rule?: string }) => {
      if (error.rule !== "records.write") throw error;
    });
    if (i % 2 === 1) await removeRecord(state, record);
  }
  await session.close();
  process.exit(0);
}

test(`${WRITERS} processes write ${EACH} records each, and remove half of them`, async () => {
  const state = await freshState("writers");
  const writers = Array.from({ length: WRITERS }, (_, i) =>
    Bun.spawn([process.execPath, import.meta.path, "writer", state.path, String(i)], { stdout: "ignore" }),
  );
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
  assert.is(records.length, (WRITERS * EACH) / 2 + 1);
});

test.after(() => session.close());
test.run();
