/** The planner still says what a person has reviewed. `bun run golden` writes the files again. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { difference, goldenFiles, goldenTexts } from "./golden.ts";

const AGAIN = "`bun run golden` writes them again; review the difference";
/** More files, and longer ones, nobody reviews. */
const MOST_FILES = 46;
const MOST_LINES = 180;

const texts = await goldenTexts();
const files = goldenFiles();

for (const [file, text] of texts) {
  test(file, () => {
    assert.is(difference(text, files.get(file) ?? ""), "", `${file} differs; ${AGAIN}`);
  });
}

test("every golden file has its case", () => {
  assert.equal(
    [...files.keys()].filter((file) => !texts.has(file)),
    [],
    AGAIN,
  );
});

test("there are few golden files, and each is short", () => {
  assert.ok(texts.size <= MOST_FILES, `${texts.size} files`);
  for (const [file, text] of texts) assert.ok(text.split("\n").length <= MOST_LINES, `${file} is too long to review`);
});

test("a difference is found and shown", () => {
  assert.is(difference("a\nb\nc\n", "a\nb\nc\n"), "");
  assert.is(difference("a\nx\nc\n", "a\nb\nc\n"), "line 2:\n  a\n- b\n+ x");
  assert.is(difference("a\nb\nb\n", "a\nb\n"), "line 3:\n  b\n+ b");
});

test.run();
