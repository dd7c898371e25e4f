// Writing where something is in the way already.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { LayermountError } from "../../host/errors.ts";
import { readRecords, writeRecord } from "../../host/records/index.ts";
import { freshState, overlayAt, session } from "./support.ts";

test("the rest of a writer that died does not stop the next one", async () => {
  const state = await freshState("died");
  await writeRecord(state, overlayAt("/mnt/a"));
  const [name] = readdirSync(state.path) as [string];
  writeFileSync(`${state.path}/.${name}.new`, "half", { mode: 0o600 });
  await writeRecord(state, { ...overlayAt("/mnt/a"), planHash: "second" });
  assert.is((await readRecords(state)).records[0]?.planHash, "second");
  assert.equal(readdirSync(state.path), [name]);
});

test("what cannot be replaced is reported, and nothing half is left", async () => {
  const state = await freshState("occupied");
  await writeRecord(state, overlayAt("/mnt/a"));
  const [name] = readdirSync(state.path) as [string];
  rmSync(`${state.path}/${name}`);
  mkdirSync(`${state.path}/${name}`);
  const error = await writeRecord(state, overlayAt("/mnt/a")).catch((thrown: unknown) => thrown);
  assert.equal([(error as LayermountError).rule, (error as LayermountError).exitCode], ["records.write", 4]);
  assert.equal(readdirSync(state.path), [name]);
});

test("a record that could not be read back is not written", async () => {
  const state = await freshState("large");
  const record = overlayAt("/mnt/a");
  const mounts = Array.from({ length: 6000 }, () => record.mounts[0]).filter((mount) => mount !== undefined);
  const error = await writeRecord(state, { ...record, mounts }).catch((thrown: unknown) => thrown);
  assert.is((error as LayermountError).rule, "records.large");
});

test.after(() => session.close());
test.run();
