/** Files of one idea each: at most 200 lines, no line of more than 120 characters but where a text stands in it. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { files, sources, textOf } from "./tree.ts";

const LINES = 200;
const COLUMNS = 120;
/** For a line with a text in it, which no formatter breaks. */
const WITH_TEXT = 140;

/** Longer files: how long they may be, and why they are one idea. */
const LONGER: Readonly<Record<string, readonly [most: number, why: string]>> = {
  "core-wasm/perform/context.ts": [280, "one mount by fsconfig, from its context to its target"],
  "core-wasm/planner.wit": [780, "the one description of all that crosses"],
  "host/errors.ts": [220, "a class for each kind of end, each with its example"],
  "test/shim/files.test.ts": [230, "each operation on files, by each means"],
};

const written = [...sources, ...files.filter((path) => path.endsWith(".wit"))];
const lengths = new Map(
  await Promise.all(written.map(async (path) => [path, (await textOf(path)).split("\n").length - 1] as const)),
);

test(`files of at most ${LINES} lines`, () => {
  const long = [...lengths].filter(([path, lines]) => lines > (LONGER[path]?.[0] ?? LINES));
  assert.equal(
    long.map(([path, lines]) => `${path}: ${lines}`),
    [],
  );
});

test("no exception that is not needed any more", () => {
  const needless = Object.keys(LONGER).filter((path) => (lengths.get(path) ?? 0) <= LINES);
  assert.equal(needless, []);
});

test(`lines of at most ${COLUMNS} characters, ${WITH_TEXT} with a text`, async () => {
  const long: string[] = [];
  for (const path of sources) {
    for (const [index, line] of (await textOf(path)).split("\n").entries()) {
      const most = /["`]/.test(line) ? WITH_TEXT : COLUMNS;
      if ([...line].length > most) long.push(`${path}:${index + 1}: ${[...line].length}`);
    }
  }
  assert.equal(long, []);
});

test.run();
