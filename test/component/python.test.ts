/** The component in Python, by wasmtime: the same answers, and the example gives the digest of `layermount plan`. */
import { writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { plan } from "../../host/index.ts";
import { buildComponent } from "../../scripts/build/component.ts";
import { vector } from "../plan/vectors.ts";
import { ROOT } from "../runtimes/where.ts";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { goldenQuestions, writeQuestions } from "./questions.ts";
import { missingWasmtime, python } from "./wasmtime.ts";

const FOLDER = `${ROOT}test/component/python`;
const { path } = temporary("python");
const component = `${path}/planner.component.wasm`;
const missing = missingWasmtime();
if (missing === undefined) await buildComponent(component);

testUnless(test, missing, "every question of the golden files has the same answer", async () => {
  const questions = await goldenQuestions();
  writeQuestions(`${path}/questions.json`, questions);
  const { code, out, err } = python([`${FOLDER}/replay.py`, component, `${path}/questions.json`]);
  assert.is(out.trim(), `${questions.length} asked, 0 wrong`, err);
  assert.is(code, 0);
});

testUnless(test, missing, "the example plans as `layermount plan` does, for an old kernel and a new one", async () => {
  const lowers = Array.from({ length: 128 }, (_, i) => `/var/lib/layers/${128 - i}/fs`);
  for (const kernel of ["5.10", "7.2"] as const) {
    const capabilities = vector(kernel);
    writeFileSync(`${path}/machine.json`, JSON.stringify({ capabilities }));
    const { out, err } = python([`${FOLDER}/plan.py`, component, `${path}/machine.json`, "/srv/target", ...lowers]);
    const planned = await plan({ mounts: [{ type: "overlay", lowers }], target: "/srv/target" }, { capabilities });
    const [digest, reason] = out.split("\n");
    assert.is(digest, planned.hash, `${kernel}: ${err}`);
    const [why] = planned.reasons;
    assert.is(reason, `${Buffer.from(why?.sentence ?? [])}  [${why?.rule}]`);
  }
});

testUnless(test, missing, "the example refuses in the planner's words, and says how it is used", () => {
  writeFileSync(`${path}/machine.json`, JSON.stringify({ capabilities: vector("6.18") }));
  const refused = python([`${FOLDER}/plan.py`, component, `${path}/machine.json`, "target", "/a", "/b"]);
  assert.is(refused.err, "the path target is not absolute  [path.relative]\ngive the whole path, from / on\n");
  assert.is(refused.code, 1);
  const lost = python([`${FOLDER}/plan.py`]);
  assert.match(lost.err, /python plan\.py planner\.component\.wasm machine\.json TARGET LAYER/);
  assert.match(lost.err, /pip install wasmtime==49\.0\.0/);
});

test.run();
