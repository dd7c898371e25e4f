/** What a test file said, taken apart: uvu's summary, named skips, and what tests print themselves. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readOutput } from "../../scripts/test/read-output.ts";

const summary = (total: number, passed: number, skipped = 0) =>
  `\n  Total:     ${total}\n  Passed:    ${passed}\n  Skipped:   ${skipped}\n  Duration:  1.20ms\n\n`;

test("counts of the summary, and nothing else", () => {
  const said = readOutput(`• • •   (3 / 3)\n${summary(3, 3)}`);
  assert.equal(said, { counts: { total: 3, passed: 3, skipped: 0 }, skips: [], notes: [] });
});

test("what a test prints between the dots is kept, without them", () => {
  const said = readOutput(`• • way   1   2\nmixed 2   2\n✘   (2 / 3)\n${summary(3, 2)}`);
  assert.equal(said.notes, ["way   1   2", "mixed 2   2"]);
  assert.equal(said.counts, { total: 3, passed: 2, skipped: 0 });
});

test("named skips, also behind dots", () => {
  const said = readOutput(`skipped: a file: needs root\n• skipped: one: needs qemu\n  (1 / 1)\n${summary(1, 1)}`);
  assert.equal(said.skips, ["a file: needs root", "one: needs qemu"]);
  assert.equal(said.notes, []);
});

test("no summary, no counts", () => {
  assert.is(readOutput("skipped: a file: needs root\n").counts, undefined);
  assert.is(readOutput("error: Cannot find module\n").counts, undefined);
});

test("of several summaries the last one counts", () => {
  assert.equal(readOutput(summary(5, 5) + summary(2, 1, 1)).counts, { total: 2, passed: 1, skipped: 1 });
});

test.run();
