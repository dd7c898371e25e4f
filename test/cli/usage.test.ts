// Wrong usage: exit code 2, the rule's id, a hint, the place, and never a stack trace; nothing is mounted or looked at.
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JsonFailure } from "../../host/cli/json.ts";
import { allRules } from "../../host/rules.ts";
import { layermount } from "./support.ts";

interface Case {
  readonly args: readonly string[];
  readonly input?: string;
  readonly rule: string;
  readonly hint?: RegExp;
  readonly where?: JsonFailure["where"];
}

const LIST = "standard input";
const CASES: readonly Case[] = [
  { args: [], rule: "usage.command-missing" },
  { args: ["--no-color"], rule: "usage.command-missing" },
  { args: ["mout", "/t"], rule: "usage.command-unknown", hint: /did you mean mount\?/ },
  { args: ["help", "mout"], rule: "usage.command-unknown" },
  { args: ["mount"], rule: "usage.operand-missing" },
  { args: ["mount", "--lower", "/a"], rule: "usage.operand-missing" },
  { args: ["mount", "--lower", "/a", "/t", "/u"], rule: "usage.operand-extra" },
  { args: ["unmount"], rule: "usage.operand-missing" },
  { args: ["list", "x"], rule: "usage.operand-extra" },
  { args: ["mount", "/t"], rule: "usage.input-missing", hint: /--mounts FILE/ },
  { args: ["mount", "--lower", "/a", "--mounts", "-", "/t"], rule: "usage.input-both" },
  { args: ["plan", "-oro", "--mounts", "-", "/t"], rule: "usage.input-both" },
  { args: ["mount", "--lower", "/a", "--upper", "/u", "/t"], rule: "usage.upper-work" },
  { args: ["mount", "--lower", "/a", "--work", "/w", "/t"], rule: "usage.upper-work" },
  { args: ["mount", "--upper", "/u", "--work", "/w", "/t"], rule: "usage.input-missing" },
  { args: ["mount", "--lower=", "/t"], rule: "input.empty-path" },
  { args: ["mount", "--lower", "/a", ""], rule: "input.empty-path" },
  { args: ["mount", "--lowr", "/a", "/t"], rule: "usage.option-unknown", hint: /did you mean --lower\?/ },
  { args: ["mount", "--way", "realtive", "--lower", "/a", "/t"], rule: "usage.option-choice", hint: /relative/ },
  { args: ["mount", "--verify", "none", "--lower", "/a", "/t"], rule: "usage.option-choice" },
  { args: ["unmount", "--patience", "1h", "/t"], rule: "usage.option-number" },
  { args: ["mount", "--mounts", "/nowhere/list", "/t"], rule: "input.unreadable" },
  { args: ["mount", "--mounts", "/", "/t"], rule: "input.unreadable" },
  { args: ["mount", "--mounts", "-", "/t"], input: "\n# nothing\n", rule: "input.empty" },
  { args: ["mount", "--mounts", "-", "/t"], input: "[]", rule: "input.empty" },
  {
    args: ["mount", "--mounts", "-", "/t"],
    input: "[{]",
    rule: "input.json-syntax",
    where: { file: LIST, line: 1, column: 3 },
  },
  {
    args: ["mount", "--mounts", "-", "/t"],
    input: '[{"type":"bind",\n"options":[1]}]',
    rule: "input.json-shape",
    where: { file: LIST, line: 2, column: 12, path: "$[0].options[0]" },
  },
  {
    args: ["plan", "--mounts", "-", "/t"],
    input: "/a /b bind ro",
    rule: "input.place",
    where: { file: LIST, line: 1, column: 4 },
  },
  { args: ["explain", "wrods.remount"], rule: "usage.rule-unknown", hint: /did you mean words\.remount\?/ },
  { args: ["explain", "nothing"], rule: "usage.rule-unknown" },
];

for (const { args, input, rule, hint, where } of CASES) {
  test(`${args.join(" ")}${input ? ` < ${JSON.stringify(input)}` : ""}`, () => {
    const words = layermount(args, input);
    assert.equal([words.code, words.out], [2, ""]);
    assert.match(words.err, /^layermount: .+\n/);
    assert.ok(words.err.includes(` ${rule}\n`), words.err);
    assert.not.match(words.err, /\n\s+at .*\.ts:\d|undefined|\{(?:item|other|needs|budget)\}/);
    assert.ok(!words.err.includes("\u001b"), "no colours in a pipe");
    const json = layermount(["--json", ...args], input);
    assert.equal([json.code, json.err], [2, ""]);
    const failure: JsonFailure = JSON.parse(json.out);
    assert.equal([failure.ok, failure.rule, failure.left], [false, rule, []]);
    assert.ok(failure.message.length > 0 && failure.hint.length > 0);
    if (hint) assert.match(failure.hint, hint);
    assert.equal(failure.where, where);
    assert.ok(words.err.includes(failure.message));
  });
}

test("a rule of the planner refuses with exit code 3, for everybody", () => {
  const { code, out, err } = layermount(["plan", "--json", "--lower", "/a", "-o", "ro,remount", "/t"]);
  const failure: JsonFailure = JSON.parse(out);
  assert.equal([code, err, failure.rule, failure.mount], [3, "", "words.remount", 0]);
});

test("a list that is too long is not read to its end", () => {
  const { code, out } = layermount(["--json", "plan", "--mounts", "-", "/t"], " ".repeat(17 * 1024 * 1024));
  assert.equal([code, JSON.parse(out).rule], [2, "input.size"]);
});

test("every rule that the command line throws is in the table", async () => {
  const ids = new Set(allRules().map(({ id }) => id));
  const directory = new URL("../../host/", import.meta.url).pathname;
  let thrown = 0;
  for await (const file of new Bun.Glob("{cli,library,records}/**/*.ts").scan(directory)) {
    const text = await Bun.file(directory + file).text();
    for (const [, id] of text.matchAll(/"((?:capabilities|input|library|usage|records)\.(?!json")[a-z-]+)"/g)) {
      assert.ok(ids.has(id ?? ""), `${file}: ${id}`);
      thrown++;
    }
  }
  assert.ok(thrown > 40, `only ${thrown} were found`);
});

test("every rule of these parts is thrown by somebody", async () => {
  const directory = new URL("../../host/", import.meta.url).pathname;
  let all = "";
  for await (const file of new Bun.Glob("{cli,library,records}/**/*.ts").scan(directory)) {
    all += await Bun.file(directory + file).text();
  }
  for (const { id } of allRules()) {
    if (/^(?:capabilities|input|library|usage|records)\./.test(id)) assert.ok(all.includes(`"${id}"`), id);
  }
});

test.run();
