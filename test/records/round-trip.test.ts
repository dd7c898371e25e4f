// A record comes back as it was written, whatever bytes its paths hold.
import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  isHere,
  type NewRecord,
  originOf,
  prepareState,
  readRecords,
  recordsHere,
  removeRecord,
  writeRecord,
} from "../../host/records/index.ts";
import { freshState, modeOf, overlayAt, session } from "./support.ts";

test("a record comes back field by field", async () => {
  const state = await freshState("fields");
  const made: NewRecord = {
    ...overlayAt("/mnt/web", 2n ** 63n + 5n),
    madeTarget: true,
    mounts: [
      ...overlayAt("/mnt/web", 2n ** 63n + 5n).mounts,
      {
        identity: {
          target: Uint8Array.of(0x70, 0xff, 0x0a, 0x20, 0x5c),
          mountId: 77n,
          unique: false,
          devMajor: 4294967295,
          devMinor: 0,
          ino: 2n ** 64n - 1n,
          tree: true,
        },
        fstype: Uint8Array.of(0x74),
        source: new Uint8Array(),
        layers: 0,
        readOnly: true,
      },
    ],
  };
  const written = await writeRecord(state, made);
  const { records, strays } = await readRecords(state);
  assert.equal(strays, []);
  assert.is(records.length, 1);
  const { boot, namespace, created, ...rest } = records[0] as (typeof records)[0];
  const { boot: boot0, namespace: namespace0, created: created0, ...rest0 } = written;
  assert.equal([boot, namespace, created], [boot0, namespace0, created0]);
  assert.equal(rest.mounts[1]?.identity, made.mounts[1]?.identity);
  assert.equal({ ...rest, mounts: undefined }, { ...rest0, mounts: undefined });
  assert.equal(
    rest.mounts.map((mount) => ({ ...mount, way: mount.way ?? "none" })),
    rest0.mounts.map((mount) => ({ ...mount, way: mount.way ?? "none" })),
  );
});

test("the identity of the directory that was made comes back, and records of before it was written are read", async () => {
  const state = await freshState("made");
  const made = { devMajor: 4294967295, devMinor: 7, ino: 2n ** 64n - 1n };
  await writeRecord(state, { ...overlayAt("/mnt/new", 7n), madeTarget: true, made });
  await writeRecord(state, { ...overlayAt("/mnt/old", 8n), madeTarget: true });
  const { records, strays } = await readRecords(state);
  assert.equal(strays, []);
  const found = records.map((record) => [record.madeTarget, record.made]);
  assert.equal(found, [
    [true, made],
    [true, undefined],
  ]);
});

test("every byte but NUL survives in a target, a sub-target and a source", async () => {
  const state = await freshState("bytes");
  const hostile = Uint8Array.from({ length: 255 }, (_, i) => i + 1);
  const target = Uint8Array.of(0x2f, ...hostile);
  const made = overlayAt(target);
  await writeRecord(state, made);
  const [found] = await recordsHere(state, target);
  assert.equal(found?.target, target);
  const other = Uint8Array.from(target);
  other[9] = 0x41;
  assert.equal(await recordsHere(state, other), []);
});

test("directory and files are their owner's alone, and nothing but the record is left", async () => {
  const state = await freshState("modes");
  await writeRecord(state, overlayAt("/mnt/a"));
  assert.is(modeOf(state.path), 0o700);
  const names = readdirSync(state.path);
  assert.is(names.length, 1);
  assert.is(modeOf(`${state.path}/${names[0]}`), 0o600);
});

test("of two records for one target the newest is found; removed, the other one", async () => {
  const state = await freshState("stacked");
  const below = await writeRecord(state, overlayAt("/mnt/a", 4294967400n));
  const above = await writeRecord(state, overlayAt("/mnt/a", 4294967401n));
  await writeRecord(state, overlayAt("/mnt/b", 4294967500n));
  assert.is((await recordsHere(state, above.target)).at(-1)?.mounts[0]?.identity.mountId, 4294967401n);
  await removeRecord(state, above);
  assert.is((await recordsHere(state, above.target)).at(-1)?.mounts[0]?.identity.mountId, 4294967400n);
  await removeRecord(state, below);
  assert.equal(await recordsHere(state, above.target), []);
  assert.is((await readRecords(state)).records.length, 1);
});

test("removing twice is no error, and neither is reading a directory that is not there", async () => {
  const state = await freshState("absent");
  assert.equal(await readRecords(state), { records: [], strays: [] });
  await prepareState(state);
  const record = await writeRecord(state, overlayAt("/mnt/a"));
  await removeRecord(state, record);
  await removeRecord(state, record);
  assert.equal(readdirSync(state.path), []);
});

test("a record of the same mount id replaces one that is out of date", async () => {
  const state = await freshState("reused");
  await writeRecord(state, overlayAt("/mnt/a"));
  await writeRecord(state, { ...overlayAt("/mnt/a"), planHash: "newer" });
  const { records } = await readRecords(state);
  assert.equal(
    records.map((record) => record.planHash),
    ["newer"],
  );
});

test("400 records are listed in order, larger ones among them", async () => {
  const state = await freshState("many");
  const many = Array.from({ length: 300 }, () => overlayAt("/").mounts[0]).filter((mount) => mount !== undefined);
  for (let i = 0; i < 400; i++) {
    const record = overlayAt(`/mnt/${i}`, 5000000000n + BigInt(i));
    await writeRecord(state, i % 100 === 7 ? { ...record, mounts: [...record.mounts, ...many] } : record);
  }
  const { records, strays } = await readRecords(state);
  assert.equal(strays, []);
  assert.equal(
    records.map((record) => Number(record.mounts[0]?.identity.mountId)),
    Array.from({ length: 400 }, (_, i) => 5000000000 + i),
  );
  assert.is(records[107]?.mounts.length, 301);
});

test("a record knows its boot and its mount namespace", async () => {
  const state = await freshState("origin");
  const record = await writeRecord(state, overlayAt("/mnt/a"));
  const here = await originOf(state);
  assert.is(here.boot, (await Bun.file("/proc/sys/kernel/random/boot_id").text()).trim());
  assert.ok(here.namespace > 0n);
  assert.is(isHere(record, here), true);
  assert.is(isHere({ ...record, boot: "another" }, here), false);
  assert.is(isHere({ ...record, namespace: 1n }, here), false);
});

test.after(() => session.close());
test.run();
