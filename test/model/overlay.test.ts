import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeWhiteout, setAttribute } from "../support/libc.ts";
import { missingRoot } from "../support/skip.ts";
import { temporary } from "../support/temporary.ts";
import type { Attributes } from "./overlay.ts";
import { modelOf } from "./overlay.ts";

/** Only root can set trusted attributes; the rules are the same for both spellings. */
const ATTRIBUTES: Attributes = missingRoot() === undefined ? "trusted" : "user";

/** A layer in words: `a/` a directory, `a/!` an opaque one, `a-` a whiteout, `a` a file that names its layer. */
function layer(directory: string, words: string): string {
  mkdirSync(directory);
  for (const word of words.split(" ").filter((one) => one !== "")) {
    const path = `${directory}/${word.replace(/[-!/]+$/, "")}`;
    if (word.endsWith("-")) makeWhiteout(path);
    else if (!word.endsWith("/") && !word.endsWith("!")) writeFileSync(path, "");
    else {
      mkdirSync(path, { recursive: true });
      if (word.endsWith("!")) setAttribute(path, `${ATTRIBUTES}.overlay.opaque`, "y");
    }
  }
  return directory;
}

/** The merged tree in words, each with the layers that it comes from. */
function merged(...layers: string[]): string {
  const place = temporary("model");
  const made = layers.map((words, index) => layer(`${place.path}/${index}`, words));
  const tree = modelOf(made, ATTRIBUTES);
  const paths = [...tree.keys()].filter((path) => path !== "").sort();
  const lines = paths.map((path) => `${path}:${tree.get(path)?.layers.join("+")}`);
  place.remove();
  return lines.join(" ");
}

// Each row is one of kernel.md §4.2, or what the kernel's own documentation says of it.
const ROWS: readonly (readonly [string, readonly string[], string])[] = [
  ["the topmost file is the one that is seen", ["f", "f", "f"], "f:0"],
  ["files of all layers are seen", ["a", "b", "c"], "a:0 b:1 c:2"],
  ["directories are merged", ["d/ d/a", "d/ d/b"], "d:0+1 d/a:0 d/b:1"],
  ["a whiteout hides what is below it", ["x-", "x", "x"], ""],
  ["a whiteout hides nothing above it", ["x", "x-", "x"], "x:0"],
  ["a whiteout in a merged directory", ["d/ d/y-", "d/ d/y d/z"], "d:0+1 d/z:1"],
  ["a whiteout of a directory ends the merge", ["d/ d/a", "d-", "d/ d/b"], "d:0 d/a:0"],
  ["an opaque directory ends the merge", ["o/!", "o/ o/old"], "o:0"],
  ["an opaque directory is merged with those above it", ["o/ o/a", "o/! o/b", "o/ o/c"], "o:0+1 o/a:0 o/b:1"],
  ["a file hides a directory", ["p", "p/ p/a"], "p:0"],
  ["a directory over a file", ["p/ p/a", "p"], "p:0 p/a:0"],
  ["a file between directories ends the merge", ["p/ p/top", "p", "p/ p/bottom"], "p:0 p/top:0"],
  ["a whiteout in a directory that is not merged", ["d/ d/w- d/a"], "d:0 d/a:0"],
];

for (const [name, layers, expected] of ROWS) test(name, () => assert.is(merged(...layers), expected));

test.run();
