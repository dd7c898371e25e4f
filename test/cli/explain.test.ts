// The table of rules as people and programs get it.
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JsonExplain } from "../../host/cli/json.ts";
import { layermount } from "./support.ts";

const { rules }: JsonExplain = JSON.parse(layermount(["explain", "--json"]).out);

test("every rule has an id of its own, a kind, a sentence, and where one can act, a hint", () => {
  assert.ok(rules.length > 50);
  assert.is(new Set(rules.map(({ id }) => id)).size, rules.length);
  for (const { id, kind, sentence, hint } of rules) {
    assert.match(id, /^[a-z0-9]+(?:[-.][a-z0-9]+)+$/);
    assert.ok(["choice", "refusal", "failure", "note"].includes(kind), id);
    assert.ok(sentence.length > 5, id);
    if (kind === "refusal") assert.ok(hint.length > 5, `${id} refuses without a hint`);
  }
});

test("the table lists them all, one rule is told whole", () => {
  const { code, out } = layermount(["explain"]);
  assert.is(code, 0);
  for (const { id, sentence } of rules) assert.ok(out.includes(id) && out.includes(sentence), id);
  const one = layermount(["explain", "words.remount"]).out;
  const rule = rules.find(({ id }) => id === "words.remount");
  for (const text of [rule?.sentence, rule?.hint, rule?.source]) assert.ok(text && one.includes(text));
});

test("a part of the table by what its ids begin with", () => {
  const some: JsonExplain = JSON.parse(layermount(["explain", "--json", "usage."]).out);
  assert.equal(
    some.rules,
    rules.filter(({ id }) => id.startsWith("usage.")),
  );
  assert.is(layermount(["explain", "usage"]).code, 2);
});

test.run();
