/** The component that jco transpiled answers every question of the golden files as the core module: in all runtimes. */
import { writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { plan } from "../../host/index.ts";
import { makeComponent } from "../../scripts/build/component.ts";
import { vector } from "../plan/vectors.ts";
import { DENO, missingDeno, missingNode, type Ran, ROOT, ran } from "../runtimes/where.ts";
import { testUnless } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import { goldenQuestions, writeQuestions } from "./questions.ts";
import { transpileInto } from "./transpiled.ts";

const REPLAY = `${ROOT}test/component/replay.mjs`;
const { path } = temporary("component");
const questions = await goldenQuestions();
const file = `${path}/questions.json`;
writeQuestions(file, questions);
await transpileInto(path, await makeComponent(), "sync");

function allRight({ code, out, err }: Ran): void {
  assert.is(out, `${questions.length} asked, 0 wrong\n`, err);
  assert.is(code, 0, err);
}

test("every function is asked, and every kind of answer occurs", () => {
  const of = Map.groupBy(questions, (question) => question.of);
  assert.equal([...of.keys()].sort(), ["describe", "erofs-layer", "next", "rules", "words"]);
  assert.ok(questions.length > 1000, `${questions.length}`);
});

test("Bun", () => {
  allRight(ran(process.execPath, [REPLAY, path, file]));
});

testUnless(test, missingDeno, "Deno, with no permission but to read its files and the name of jco's variable", () => {
  allRight(ran(DENO, ["run", "--allow-read", "--allow-env=JCO_DEBUG", REPLAY, path, file]));
});

testUnless(test, missingNode, "Node", () => {
  allRight(ran("node", [REPLAY, path, file]));
});

testUnless(test, missingNode, "the example plans as `layermount plan` does, and refuses in its words", async () => {
  const { path: directory } = temporary("example");
  await transpileInto(directory, await makeComponent());
  const capabilities = vector("6.12");
  writeFileSync(`${directory}/machine.json`, JSON.stringify({ capabilities }));
  const example = [`${ROOT}test/component/javascript/plan.mjs`, directory, `${directory}/machine.json`];
  const planned = await plan({ mounts: [{ type: "overlay", lowers: ["/b", "/a"] }], target: "/mnt" }, { capabilities });
  const [why] = planned.reasons;
  const { out, err } = ran("node", [...example, "/mnt", "/b", "/a"]);
  assert.is(out, `${planned.hash}\n${Buffer.from(why?.sentence ?? [])}  [${why?.rule}]\n`, err);
  const refused = ran("node", [...example, "mnt", "/b", "/a"]);
  assert.is(refused.err, "the path mnt is not absolute  [path.relative]\ngive the whole path, from / on\n");
  assert.is(refused.code, 1);
});

test("a wrong answer is seen", () => {
  const other = `${path}/other.json`;
  const [first, ...rest] = questions;
  writeQuestions(other, [{ ...(first as (typeof questions)[0]), digest: "" }, ...rest]);
  assert.match(ran(process.execPath, [REPLAY, path, other]).out, `${questions.length} asked, 1 wrong\n0 rules: [[`);
});

test.run();
