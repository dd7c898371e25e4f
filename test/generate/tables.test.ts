import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as effectsTable from "../../core-wasm/generated/effects.ts";
import * as rulesTable from "../../core-wasm/generated/rules.ts";
import { RuleKind } from "../../core-wasm/generated/types.ts";
import * as constants from "../../host/planner/generated/constants.ts";
import { parseEffects, resultBytes } from "../../scripts/generate/effects.ts";
import { upper } from "../../scripts/generate/names.ts";
import { joinRules, parseRules, type Rule } from "../../scripts/generate/rules.ts";
import { exported, planner } from "./world.ts";

const CORE = new URL("../../core-wasm/", import.meta.url);
const KINDS = ["choice", "refusal", "failure", "note"];
const text = async (path: string): Promise<string> => await Bun.file(new URL(path, CORE)).text();

const files = readdirSync(new URL("rules", CORE))
  .filter((name) => name.endsWith(".json"))
  .sort();
const rules = joinRules(
  await Promise.all(files.map(async (name) => parseRules(name, await text(`rules/${name}`), KINDS))),
);
const { version, effects } = parseEffects(await text("effects.json"));

test("each rule is found by the number that its constant says", () => {
  assert.ok(rules.length > 0);
  assert.is(rulesTable.RULE_COUNT, rules.length);
  for (const rule of rules) {
    const n = exported<number>(rulesTable, `RULE_${upper(rule.id)}`);
    const { ruleId, ruleKind, ruleSentence, ruleHint, ruleSource } = rulesTable;
    const found = {
      id: ruleId(n),
      kind: KINDS[ruleKind(n)],
      sentence: ruleSentence(n),
      hint: ruleHint(n),
      source: ruleSource(n),
    };
    assert.equal(found, { ...rule });
  }
  for (const n of [-1, rules.length]) assert.is(rulesTable.ruleId(n), "");
  assert.equal(
    KINDS.map((kind) => exported<number>(RuleKind, upper(kind))),
    [0, 1, 2, 3],
  );
});

test("each operation is found by the number that its constant says: its place, from one", () => {
  const { OP_COUNT, opName, opArguments, opResultBytes, opInto, EFFECTS_ABI } = effectsTable;
  assert.equal([OP_COUNT, EFFECTS_ABI, constants.EFFECTS_ABI], [effects.length, version, version]);
  effects.forEach((effect, i) => {
    const op = exported<number>(effectsTable, `OP_${upper(effect.op)}`);
    assert.is(op, i + 1);
    assert.equal([opName(op), opArguments(op), opResultBytes(op)], [effect.op, effect.args, resultBytes(effect)]);
    assert.is(opInto(op), { none: 0, fd: 1, id: 2 }[effect.into ?? "none"]);
    assert.is(constants.EFFECT_NAMES[i], effect.op);
  });
  assert.equal([opName(0), opArguments(0), opResultBytes(0), opInto(0)], ["", "", 0, 0]);
  assert.equal([opResultBytes(effectsTable.OP_STATX), opResultBytes(effectsTable.OP_STATMOUNT)], [48, -3]);
});

test("the host knows the planner by its package and version", () => {
  assert.equal([constants.PLANNER_PACKAGE, constants.PLANNER_VERSION], [planner.package, planner.version]);
});

const good: Rule = {
  id: "a.b-c",
  kind: "note",
  sentence: "{item} is {other}: {needs} of {budget}",
  hint: "",
  source: "§1",
};
const WRONG_RULES: readonly (readonly [object, RegExp])[] = [
  [{ ...good, id: "A.b" }, /an id is words/],
  [{ ...good, kind: "rule" }, /the kinds are choice/],
  [{ ...good, sentence: "{itme}" }, /no \{itme\} to fill in/],
  [{ ...good, sentence: "{item" }, /no \{item to fill in/],
  [{ ...good, sentence: "§" }, /printable ASCII/],
  [{ ...good, hint: "try {item}" }, /nothing is filled into a hint/],
  [{ ...good, source: "\u{1f600}" }, /source is no plain text/],
  [{ ...good, hint: 1 }, /hint is no plain text/],
  [{ ...good, also: "" }, /the fields are/],
  [{ id: "a" }, /the fields are/],
];

test("a rule that is wrong is refused with its file and id", () => {
  assert.equal(parseRules("x.json", JSON.stringify([good]), KINDS), [good]);
  for (const [rule, message] of WRONG_RULES) {
    assert.throws(() => parseRules("x.json", JSON.stringify([rule]), KINDS), message);
    assert.throws(() => parseRules("x.json", JSON.stringify([rule]), KINDS), /^Error: x\.json: |x\.json: /);
  }
  assert.throws(() => joinRules([[good], [{ ...good, id: "a.b.c" }]]), /a second rule a\.b\.c/);
});

const WRONG_EFFECTS: readonly (readonly [object, RegExp])[] = [
  [{ op: "Close", args: "F", names: ["fd"] }, /no name/],
  [{ op: "close", args: "X", names: ["fd"] }, /arguments X/],
  [{ op: "close", args: "FIIIIII", names: [..."abcdefg"] }, /arguments/],
  [{ op: "close", args: "F", names: [] }, /as many names/],
  [{ op: "write", args: "FB", names: ["fd", "bytes"] }, /B without a length/],
  [{ op: "open", args: "F", names: ["fd"], into: "pid" }, /into pid/],
  [{ op: "read", args: "F", names: ["fd"], out: "cap" }, /no argument cap/],
];

test("an operation that is wrong is refused with its name", () => {
  for (const [effect, message] of WRONG_EFFECTS) {
    assert.throws(() => parseEffects(JSON.stringify({ version: 1, effects: [effect] })), message);
  }
  const close = { op: "close", args: "F", names: ["fd"] };
  assert.throws(() => parseEffects(JSON.stringify({ version: 1, effects: [close, close] })), /a second one/);
  assert.throws(() => parseEffects(JSON.stringify({ effects: [] })), /version/);
});

test.run();
