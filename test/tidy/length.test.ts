/** Files of one idea each: at most 200 lines, none of more than 120 characters. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { files, isGenerated, sources, textOf } from "./tree.ts";

const LINES = 200;
const COLUMNS = 120;

/** Longer files: how long they may be, and why they are one idea. */
const LONGER: Readonly<Record<string, readonly [most: number, why: string]>> = {
  "core-wasm/planner.wit": [400, "the one description of all that crosses"],
};

const written = [...sources, ...files.filter((path) => /\.(?:wit|md)$/.test(path) && !isGenerated(path))];
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

test(`lines of at most ${COLUMNS} characters`, async () => {
  const long: string[] = [];
  for (const path of sources) {
    for (const [index, line] of (await textOf(path)).split("\n").entries()) {
      if ([...line].length > COLUMNS) long.push(`${path}:${index + 1}: ${[...line].length}`);
    }
  }
  assert.equal(long, []);
});

test.run();
