/** The test runner on files that pass, fail, say nothing, never end, or leave something running. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findTests } from "../../scripts/test/find.ts";
import { ending, report } from "../../scripts/test/report.ts";
import { type Result, type RunOptions, runTests } from "../../scripts/test/run.ts";
import { isForLackOfKernel, skipsAreFailures } from "../../scripts/test/strict.ts";
import { temporary } from "../support/temporary.ts";

const root = new URL("../../", import.meta.url).pathname;
const UVU = 'import { test } from "uvu";\n';

const FILES = {
  "good.test.ts": `${UVU}test("one", () => {}); test("two", () => {}); test.run();`,
  "bad.test.ts": `${UVU}test("one", () => {}); test("two", () => { throw new Error("by intent"); }); test.run();`,
  "empty.test.ts": "",
  "crash.test.ts": `${UVU}test("one", () => process.exit(3)); test.run();`,
  "unnamed.test.ts": `${UVU}test.skip("one", () => {}); test("two", () => {}); test.run();`,
  "skip.test.ts": 'console.log("skipped: all of it: needs root");',
  "forgotten.test.ts": `${UVU}test("one", () => {
    const left = Bun.spawn(["sleep", "1000"], { stdio: ["ignore", "inherit", "inherit"] });
    left.unref();
    console.log("left " + left.pid);
  }); test.run();`,
  "alone.test.ts": `// Runs alone: it measures time\n${UVU}test("one", () => {}); test.run();`,
};

/** Runs files of these texts and gives what came of each, by name, and all that was said. */
async function run(files: Record<string, string>, options: Partial<RunOptions> = {}) {
  const place = temporary("runner");
  mkdirSync(`${place.path}/test`);
  symlinkSync(`${root}node_modules`, `${place.path}/node_modules`);
  for (const [name, text] of Object.entries(files)) writeFileSync(`${place.path}/test/${name}`, text);
  const said: string[] = [];
  const found = await findTests(`${place.path}/`);
  const results = await runTests(place.path, found, { strict: false, say: (text) => said.push(text), ...options });
  place.remove();
  return { results, said: said.join("\n"), of: new Map(results.map((one) => [one.path.slice(5), one])) };
}

test("each kind of file ends as it should, and the last line adds them up", async () => {
  const { results, said, of } = await run(FILES);
  const shape = (name: string) => {
    const { passed, failed, skips, fault } = of.get(name) as Result;
    return [passed, failed, skips.length, fault];
  };
  assert.equal(shape("good.test.ts"), [2, 0, 0, undefined]);
  assert.equal(shape("bad.test.ts"), [1, 1, 0, undefined]);
  assert.equal(shape("empty.test.ts"), [0, 0, 0, "ran no test"]);
  assert.equal(shape("crash.test.ts"), [0, 0, 0, "ended with code 3"]);
  assert.equal(shape("unnamed.test.ts"), [1, 0, 0, "1 skipped without a reason"]);
  assert.equal(shape("skip.test.ts"), [0, 0, 1, undefined]);
  assert.match(said, "by intent");
  assert.is(results.at(-1)?.path, "test/alone.test.ts", "it runs when the others are through");
  assert.equal(ending(results, false), { line: "6 passed, 4 failed, 1 skipped", code: 1 });
  assert.match(report(results, false), "test/skip.test.ts: all of it: needs root");
});

test("what a file left running is ended with it", async () => {
  const { said } = await run({ "forgotten.test.ts": FILES["forgotten.test.ts"] });
  const pid = Number(/left (\d+)/.exec(said)?.[1]);
  assert.ok(pid > 1, said);
  // It was killed; until its new parent has looked after it, it is a zombie.
  const status = () =>
    Bun.file(`/proc/${pid}/stat`)
      .text()
      .catch(() => "gone");
  const end = /^gone$|\) [ZX] /;
  for (let wait = 0; wait < 100 && !end.test(await status()); wait++) await Bun.sleep(20);
  assert.match(await status(), end);
});

test("a file that never ends is ended", async () => {
  const { of } = await run({ "stuck.test.ts": "setInterval(() => {}, 1000);" }, { limit: 1 });
  assert.is(of.get("stuck.test.ts")?.fault, "ended after 1 seconds");
});

test("all well: code 0, and no word of skips", async () => {
  const { results } = await run({ "good.test.ts": FILES["good.test.ts"] });
  assert.equal(ending(results, true), { line: "2 passed, 0 failed", code: 0 });
});

test("in CI a skip for lack of root is a failure, one for lack of a program is not", async () => {
  const { results, of } = await run({ "skip.test.ts": FILES["skip.test.ts"] }, { strict: true });
  assert.match(of.get("skip.test.ts")?.fault ?? "", "lack of root");
  assert.equal(ending(results, true), { line: "0 passed, 1 failed", code: 1 });
  assert.not(isForLackOfKernel("shim: needs qemu-aarch64 (package qemu-user)"));
  assert.ok(isForLackOfKernel("lowerdir+= in mount(2): not known to this kernel"));
  // Without it the whole tier of ordinary users would be left out.
  assert.ok(isForLackOfKernel("cases.test.ts: needs setpriv of util-linux"));
  assert.not(isForLackOfKernel("ext4 on a loop device: an ordinary user cannot attach a loop device"));
});

test("strict is: CI, root, and a recent kernel, all three", () => {
  const cases = [
    ["true", 0, "6.18.44"],
    ["true", 0, "7.0.1"],
    ["true", 0, "6.12.1"],
    ["true", 1000, "6.18.44"],
    ["", 0, "6.18.44"],
  ] as const;
  assert.equal(
    cases.map(([CI, uid, kernel]) => skipsAreFailures({ CI }, uid, kernel)),
    [true, true, false, false, false],
  );
});

test("a word that finds nothing is an error", async () => {
  try {
    await findTests(root, ["no-such-test"]);
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), "no test file has no-such-test in its path");
  }
});

test.run();
