import { test } from "uvu";
import * as assert from "uvu/assert";
import { outputs } from "../../scripts/generate/outputs.ts";
import { readSources, staleFiles } from "../../scripts/generate/sources.ts";

const root = new URL("../../", import.meta.url).pathname;
const sources = await readSources(root);
const files = outputs(sources);

test("no generated file is stale", async () => {
  const { exitCode, stdout } = Bun.spawnSync([process.execPath, "scripts/generate.ts", "--check"], { cwd: root });
  assert.is(stdout.toString(), "", "run `bun run generate`");
  assert.is(exitCode, 0);
});

test("a changed and a missing file are found, and no other", async () => {
  const [first, second] = files.keys();
  assert.ok(first && second);
  const changed = new Map(files).set(first, `${files.get(first)}\n`);
  assert.equal(await staleFiles(root, changed), [first]);
  const more = new Map(files).set("core-wasm/generated/nothing.ts", "");
  assert.equal(await staleFiles(root, more), ["core-wasm/generated/nothing.ts"]);
});

test("a change of any source changes what is made of it", async () => {
  const changes = {
    wit: sources.wit.replace("make-target: bool,", "make-target: bool,\n    also: u32,"),
    effects: sources.effects.replace('"version": ', '"version": 1'),
    rules: new Map([...sources.rules].map(([name, text]) => [name, text.replace('"hint": "', '"hint": "Now: ')])),
  };
  const stale = async (change: Partial<typeof changes>) => await staleFiles(root, outputs({ ...sources, ...change }));
  assert.equal(await stale({ wit: changes.wit }), [
    "core-wasm/generated/types.ts",
    "host/planner/generated/types.ts",
    "host/planner/generated/codec.ts",
    "host/planner/generated/run.ts",
    "host/planner/generated/structure.ts",
  ]);
  const ofEffects = await stale({ effects: changes.effects });
  assert.ok(
    ofEffects.includes("core-wasm/generated/effects.ts") && ofEffects.includes("host/linux/generated/effects.h"),
  );
  assert.equal(await stale({ rules: changes.rules }), ["core-wasm/generated/rules.ts"]);
});

test("the order in which files of rules are found makes no difference", () => {
  const backwards = new Map([...sources.rules].reverse());
  assert.equal([...outputs({ ...sources, rules: backwards })], [...files]);
});

test.run();
