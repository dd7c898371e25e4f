// plan --capabilities: what no probe prints is refused by rule, with its place.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { BUDGETS, INPUT, PROBE } from "./probed.ts";
import { layermount } from "./support.ts";

/** A document that differs from a good one in one value, by its path. */
function without(path: string): string {
  const copy = structuredClone(PROBE) as unknown as Record<string, Record<string, unknown>>;
  const [outer = "", inner] = path.split(".");
  if (inner) delete copy[outer]?.[inner];
  else delete copy[outer];
  return JSON.stringify(copy);
}

function differing(path: string, value: unknown): string {
  const copy = structuredClone(PROBE) as unknown as Record<string, unknown>;
  const names = path.split(".");
  const last = names.pop() ?? "";
  let at = copy;
  for (const name of names) at = at[name] as Record<string, unknown>;
  at[last] = value;
  return JSON.stringify(copy);
}

const U32 = "a whole number from 1 to 4294967295";
const BAD: readonly (readonly [name: string, text: string, rule: string, path?: string, said?: string])[] = [
  ["nothing", "", "input.json-syntax"],
  ["no JSON", "page-size 4096", "input.json-syntax"],
  ["two documents", `${JSON.stringify(PROBE)}{}`, "input.json-syntax"],
  ["a list", "[]", "capabilities.shape", "$", "an object"],
  ["a mount list", '[{"type":"bind"}]', "capabilities.shape", "$", "an object"],
  ["what a failed probe printed", '{"ok":false,"rule":"probe.directory","message":"x"}', "capabilities.failed", "$.ok"],
  ["what plan printed", '{"ok":true,"planHash":"x"}', "capabilities.field", "$.planHash"],
  ["another version", differing("version", 2), "capabilities.version", "$.version"],
  ["a version that is a text", differing("version", "1"), "capabilities.shape", "$.version", "1"],
  ["no version", without("version"), "capabilities.missing", "$.version"],
  ["no capabilities", without("capabilities"), "capabilities.missing", "$.capabilities"],
  ["a field more", differing("kernel", "6.18"), "capabilities.field", "$.kernel"],
  ["a capability more", differing("capabilities.color", 1), "capabilities.field", "$.capabilities.color"],
  [
    "a feature more",
    differing("capabilities.features.magic", true),
    "capabilities.field",
    "$.capabilities.features.magic",
  ],
  [
    "a feature that is a text",
    differing("capabilities.features.bind", "true"),
    "capabilities.shape",
    "$.capabilities.features.bind",
    "true or false",
  ],
  [
    "a feature that is null",
    differing("capabilities.features.bind", null),
    "capabilities.shape",
    "$.capabilities.features.bind",
    "true or false",
  ],
  [
    "another privilege",
    differing("capabilities.privilege", "root"),
    "capabilities.shape",
    "$.capabilities.privilege",
    "full, or namespaced, or none",
  ],
  [
    "a budget that is a text",
    differing("capabilities.pageSize", "4096"),
    "capabilities.shape",
    "$.capabilities.pageSize",
    U32,
  ],
  ["a budget of nothing", differing("capabilities.pageSize", 0), "capabilities.shape", "$.capabilities.pageSize", U32],
  ["a budget below 0", differing("capabilities.lowerMax", -1), "capabilities.shape", "$.capabilities.lowerMax", U32],
  ["half a budget", differing("capabilities.valueMax", 0.5), "capabilities.shape", "$.capabilities.valueMax", U32],
  [
    "too large a budget",
    differing("capabilities.pathMax", 2 ** 32),
    "capabilities.shape",
    "$.capabilities.pathMax",
    U32,
  ],
  [
    "a budget with an exponent",
    JSON.stringify(PROBE).replace("4096", "4e3"),
    "capabilities.shape",
    "$.capabilities.pageSize",
    U32,
  ],
  ["answers that are none", differing("answers", [{ name: "upper" }]), "capabilities.missing", "$.answers[0].errno"],
  [
    "a file system of no number",
    differing("fsMagic", "ext4"),
    "capabilities.shape",
    "$.fsMagic",
    "a hexadecimal number as a text",
  ],
  ["no word on ordinary users", without("ordinary"), "capabilities.missing", "$.ordinary"],
  ["a wrong word on ordinary users", differing("ordinary", { ok: true }), "capabilities.shape", "$.ordinary"],
  ["a field twice", JSON.stringify(PROBE).replace('"upper"', '"upper":true,"upper"'), "input.json-repeated", "$.upper"],
  [
    "a name of an object's own",
    JSON.stringify(PROBE).replace('"upper"', '"__proto__"'),
    "capabilities.field",
    "$.__proto__",
  ],
];

for (const [name, text, rule, path, said] of BAD) {
  test(`refused: ${name}`, () => {
    const { code, out } = layermount(["plan", "--json", "--capabilities", "-", ...INPUT], text);
    const failure = JSON.parse(out);
    assert.equal([code, failure.rule, failure.where.file], [2, rule, "standard input"], failure.message);
    if (path) assert.is(failure.where.path, path);
    assert.is(failure.message.includes("undefined"), false, failure.message);
    if (said) assert.ok(failure.message.endsWith(`must be ${said}`), failure.message);
  });
}

for (const name of [...Object.keys(BUDGETS), "privilege", "features"]) {
  test(`refused: a probe without ${name}`, () => {
    const text = without(`capabilities.${name}`);
    const { out } = layermount(["plan", "--json", "--capabilities", "-", ...INPUT], text);
    const { rule, where } = JSON.parse(out);
    assert.equal([rule, where.path], ["capabilities.missing", `$.capabilities.${name}`]);
  });
}

test("numbers that no kernel has are refused by the planner", () => {
  const { code, out } = layermount(
    ["plan", "--json", "--capabilities", "-", ...INPUT],
    differing("capabilities.pageSize", 4294967295),
  );
  assert.equal([code, JSON.parse(out).rule], [3, "run.capabilities"]);
});

test.run();
