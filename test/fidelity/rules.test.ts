/** The table of rules: each fact says where it is from, and what was measured is a row of what was measured. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { factOf, flipped, KERNELS, RULE_NAMES, rulesOf } from "../simulated-kernel/rules.ts";
import witnesses from "./witnesses.json" with { type: "json" };

const table = readFileSync(`${import.meta.dirname}/../data/kernel-capabilities.tsv`, "utf8");
const rows = table.split("\n").map((line) => line.split("\t", 1)[0] ?? "");

test("each fact is measured or documented, with a value for every kernel", () => {
  const wrong = RULE_NAMES.filter((rule) => {
    const { measured, documented, is } = factOf(rule);
    return (
      (measured === undefined) === (documented === undefined) || (Array.isArray(is) && is.length !== KERNELS.length)
    );
  });
  assert.equal(wrong, []);
});

test("what was measured is a row of the table, or was found by comparing", () => {
  const wrong = RULE_NAMES.flatMap((rule) => {
    const { measured } = factOf(rule);
    if (measured === undefined || measured.startsWith("differential test")) return [];
    return rows.some(
      (row) => row !== "" && (measured === row || measured.startsWith(`${row}: `) || measured.startsWith(`${row}; `)),
    )
      ? []
      : [`${rule}: ${measured}`];
  });
  assert.equal(wrong, []);
});

test("each rule has a witness, and a flip changes it alone", () => {
  assert.equal(Object.keys(witnesses).sort(), [...RULE_NAMES].sort());
  const before = rulesOf("6.18");
  for (const rule of RULE_NAMES) {
    const after = flipped(before, rule);
    const changed = RULE_NAMES.filter((one) => {
      const [group, name] = one.split(".") as ["features", "statmount"];
      return before[group][name] !== after[group][name];
    });
    assert.equal(changed, [rule]);
  }
});

test("5.10 has less than 7.3", () => {
  const has = (kernel: "5.10" | "7.3") => Object.values(rulesOf(kernel).features).filter(Boolean).length;
  assert.ok(has("5.10") < has("7.3"));
  assert.is(rulesOf("5.10").errnos.tooManyLayers, 12);
});

test.run();
