// One field of a record that is not what this version writes: the record is told as torn and never used.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRecords, writeRecord } from "../../host/records/index.ts";
import { freshState, overlayAt, session } from "./support.ts";

/** A change of one field that must make the record torn. */
const DAMAGE: readonly (readonly [string, string, string])[] = [
  ['"target":"/mnt/a"', '"target":"mnt/a"', "target is not absolute"],
  ['"target":"/mnt/a"', '"target":"/mnt/\\\\000"', "target is no escaped path"],
  ['"target":"/mnt/a"', '"target":"/mnt/\\\\9"', "target is no escaped path"],
  ['"target":"/mnt/a"', '"target":7', "target is no text"],
  ['"mountId":"4294967300"', '"mountId":"18446744073709551616"', "mountId is no number"],
  ['"mountId":"4294967300"', '"mountId":4294967300', "mountId is no text"],
  ['"mountId":"4294967300"', '"mountId":"-1"', "mountId is no number"],
  ['"unique":true', '"unique":1', "unique is neither true nor false"],
  ['"device":"0:52"', '"device":"0:4294967296"', "device is no device"],
  ['"device":"0:52"', '"device":"0"', "device is no device"],
  ['"way":"relative"', '"way":"magic"', "way is none"],
  ['"layers":128', '"layers":-1', "layers is no number"],
  ['"layers":128', '"layers":1.5', "layers is no number"],
  ['"madeTarget":false', '"madeTarget":null', "madeTarget is neither true nor false"],
  ['"madeTarget":false', '"madeTarget":true,"made":7', "made is no object"],
  ['"madeTarget":false', '"madeTarget":true,"made":{"device":"0:-1","inode":"7"}', "device is no device"],
  ['"madeTarget":false', '"madeTarget":true,"made":{"device":"0:1","inode":7}', "inode is no text"],
  ['"mounts":[{', '"mounts":[],"other":[{', "mounts is no list of mounts"],
  ['"layermount":1', '"layer":1', "it has no version"],
];

for (const [from, to, words] of DAMAGE) {
  test(`a record with ${to} is torn: ${words}`, async () => {
    const state = await freshState("damage");
    await writeRecord(state, overlayAt("/mnt/a"));
    const file = `${state.path}/${readdirSync(state.path)[0]}`;
    const text = readFileSync(file, "utf8");
    assert.ok(text.includes(from));
    writeFileSync(file, text.replace(from, to));
    const { records, strays } = await readRecords(state);
    assert.equal(records, []);
    assert.equal(
      strays.map((stray) => [stray.rule, stray.fill.other]),
      [["records.torn", words]],
    );
  });
}

test.after(() => session.close());
test.run();
