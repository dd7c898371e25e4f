/** The JSON Schema of a trace takes every line of real ones, and none that is another. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { planner } from "../../host/planner/planner.ts";
import { linesOf } from "../../host/trace/lines.ts";
import { readTrace } from "../../host/trace/read.ts";
import { traceSchema } from "../../host/trace/schema.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { randomRecorded } from "./random.ts";
import { traceFiles } from "./recorded.ts";
import { recordedScene, scenes } from "./redact-runs.ts";

const SEEDS = 150;
const valid: ValidateFunction = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(
  traceSchema(),
);

type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

function digest(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}

function everyLineIsValid(lines: readonly unknown[]): void {
  for (const line of lines) {
    if (!valid(line))
      assert.unreachable(`${JSON.stringify(line).slice(0, 400)}: ${JSON.stringify(valid.errors?.at(-1))}`);
  }
}

function linesIn(text: string): Value[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const effect = {
  number: 0,
  phase: "survey",
  op: "statx",
  arguments: { dirfd: { fd: "cwd" }, path: "/a", flags: 0, mask: 1 },
  why: "survey.look",
  result: 0,
  gave: { mode: 1, ino: "18446744073709551615" },
};
const sha256 = "0".repeat(64);

test("what a reader of the schema sees first", () => {
  const { $schema, title } = traceSchema() as Record<string, unknown>;
  assert.equal([$schema, title], ["https://json-schema.org/draft/2020-12/schema", "One line of a layermount trace"]);
});

for (const [what, line] of [
  ["an effect", { effect }],
  ["one that was not carried out", { effect: { ...effect, result: undefined, gave: undefined } }],
  ["an observation that is none", { observation: { number: 0, bytes: "00ff" } }],
] as const) {
  test(`taken: ${what}`, () => everyLineIsValid([JSON.parse(JSON.stringify(line))]));
}

for (const [what, line] of [
  ["an event that there is not", { event: {} }],
  ["two events", { effect, observation: { number: 0, done: 1, error: 0 } }],
  ["no event", {}],
  ["another version", { trace: { version: 2, core: sha256 } }],
  ["a digest that is none", { trace: { version: 1, core: "0" } }],
  ["an operation that there is not", { effect: { ...effect, op: "stat" } }],
  ["an operation with another's arguments", { effect: { ...effect, op: "open" } }],
  ["a phase that there is not", { effect: { ...effect, phase: "later" } }],
  ["a member too many", { effect: { ...effect, time: 1 } }],
  ["a fact that there is not", { effect: { ...effect, gave: { inode: "1" } } }],
  ["a 64-bit number as a number", { effect: { ...effect, gave: { ino: 1 } } }],
  ["a backslash that escapes nothing", { effect: { ...effect, arguments: { ...effect.arguments, path: "\\n" } } }],
  ["a control character", { effect: { ...effect, arguments: { ...effect.arguments, path: "\n" } } }],
  ["no register", { effect: { ...effect, arguments: { ...effect.arguments, dirfd: null } } }],
  ["an observation that tells nothing", { observation: { number: 0 } }],
  ["an error that is positive", { observation: { number: 0, done: 0, error: 2 } }],
  ["two outcomes", { outcome: { checked: { presences: [] }, probed: {} } }],
  ["a request of another kind", { request: { remount: {} } }],
] as const) {
  test(`refused: ${what}`, () => assert.is(valid(line), false));
}

/** Every value that a line holds is of a type, and every member but an optional one has to be there. */
const OPTIONAL: ReadonlySet<string> = new Set(
  [
    "into soft absent subject result gave upper work way layer mount errno bytes done error token",
    "journal userNamespaces scratch uidMap gidMap made username uidmap gidmap claims",
  ].flatMap((line) => line.split(" ")),
);
const FACTS = /\.gave\./;

/** The line with one member taken out, or one value of another type; with where. */
function* damaged(value: Value, path = ""): Generator<readonly [where: string, line: Value]> {
  if (path !== "") yield [`${path} is of another type`, typeof value === "boolean" ? "true" : true];
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries())
      for (const [where, wrong] of damaged(item, `${path}[${i}]`)) yield [where, value.with(i, wrong)];
  } else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      const at = `${path}.${name}`;
      const { [name]: _, ...rest } = value;
      if (!OPTIONAL.has(name) && !FACTS.test(at)) yield [`${at} is missing`, rest];
      for (const [where, wrong] of damaged(item, at)) yield [where, { ...value, [name]: wrong }];
    }
  }
}

function everyDamageIsSeen(lines: readonly Value[]): number {
  let seen = 0;
  for (const line of lines) {
    for (const [where, wrong] of damaged(line)) {
      assert.is(valid(wrong), false, `${where} in ${JSON.stringify(line).slice(0, 200)}`);
      seen++;
    }
  }
  return seen;
}

test(`${SEEDS} random runs: every line, and every line with anything of it missing or of another type`, async () => {
  const by = await planner();
  let damages = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = randomRecorded(seed, by);
    const lines = run ? await linesOf(run, by, digest) : [];
    const written = JSON.parse(JSON.stringify(lines)) as Value[];
    everyLineIsValid(written);
    if (seed <= 20) damages += everyDamageIsSeen(written.slice(0, 60));
  }
  assert.ok(damages > 2000, `${damages}`);
});

for (const file of traceFiles()) {
  test(`every line of ${file.slice(file.lastIndexOf("/") + 1)}`, async () => {
    everyLineIsValid(linesIn(await Bun.file(file).text()));
  });
}

if (inPrivateNamespace(import.meta.filename)) {
  for (const scene of scenes) {
    test(`every line of a recorded run: ${scene.name}`, async () => {
      const text = await recordedScene(scene);
      assert.ok(readTrace(text).runs.length > 0);
      everyLineIsValid(linesIn(text));
    });
  }
}

test.run();
