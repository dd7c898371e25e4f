/** `bun run simulate` by its words: what is wrong with them is said in a sentence, and the exit code is 2. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { temporary } from "../support/temporary.ts";
import { drawn } from "./scenario.ts";

const COMMAND = new URL("../../scripts/simulate.ts", import.meta.url).pathname;
const place = temporary("simulate-command");

function simulate(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], { encoding: "utf8" });
  return { status, stdout, stderr };
}

function written(text: string): string {
  const file = `${place.path}/scenario.json`;
  writeFileSync(file, text);
  return file;
}

const whole = { scenario: drawn(1) };

for (const [name, text, why] of [
  ["no JSON", "{", /: it is no JSON text; a file that --write has written is wanted$/],
  ["an empty file", "", /it is no JSON text/],
  ["null", "null", /it holds no scenario/],
  ["a list", "[1]", /it holds no scenario/],
  ["no scenario", "{}", /it holds no scenario/],
  [
    "a kernel that is none",
    JSON.stringify({ scenario: { ...whole.scenario, kernel: "2.4" } }),
    /no such kernel$|no such kernel;/,
  ],
  [
    "acts that are none",
    JSON.stringify({ scenario: { ...whole.scenario, acts: [{ at: 1, what: "sings" }] } }),
    /such acts/,
  ],
  ["a layer that is a number", JSON.stringify({ scenario: { ...whole.scenario, layers: [1] } }), /such layers/],
] as const) {
  test(`--again with ${name}`, () => {
    const { status, stdout, stderr } = simulate("--again", written(text));
    assert.equal([status, stdout], [2, ""], stderr);
    assert.match(stderr.trimEnd(), why);
    assert.is(stderr.split("\n").length, 2, "one line, and no stack");
  });
}

test("--again with a file that is missing", () => {
  const { status, stderr } = simulate("--again", `${place.path}/nowhere`);
  assert.is(status, 2);
  assert.match(stderr, /nowhere: it cannot be read: ENOENT/);
});

test("--again with a scenario of its own", () => {
  const { status, stdout } = simulate("--again", written(JSON.stringify(whole)));
  assert.equal([status, stdout], [0, "nothing is broken\n"]);
});

test("numbers are looked at before anything is printed", () => {
  for (const words of [
    ["--runs", "many"],
    ["--seed", "1", "--runs", "1.5"],
    ["--seed", "1", "--for", "x"],
  ]) {
    const { status, stdout, stderr } = simulate(...words);
    assert.equal([status, stdout], [2, ""], stderr);
    assert.match(stderr, /a whole number is wanted/);
  }
});

test("the directory is removed", () => place.remove());

test.run();
