/** Recorded runs of real kernels replay; what differs is named. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError, replay, traceText } from "../../host/index.ts";
import { traceFile, traceFiles } from "./recorded.ts";
import { scenes } from "./scenes.ts";

const utf8 = new TextEncoder();
const files = traceFiles();
const one = readFileSync(traceFile("6.12"), "utf8");
/** The first run of it. */
const first = `${one.split('\n{"trace":')[0]}\n`;

async function refusedBy(text: string): Promise<string> {
  try {
    await replay(utf8.encode(text));
  } catch (error) {
    if (error instanceof LayermountError) return `${error.rule}: ${error.message}`;
    throw error;
  }
  return "taken";
}

test("there are traces of every kernel that there is a vector of", () => {
  assert.equal(files.map((file) => basename(file, ".trace")).sort(), [
    "5.10",
    "6.1",
    "6.12",
    "6.16",
    "6.17",
    "6.18",
    "7.2",
    "7.3",
  ]);
});

for (const file of files) {
  test(`${basename(file)}: every run, byte for byte`, async () => {
    const replayed = await replay(readFileSync(file));
    assert.equal(
      replayed.runs.flatMap(({ difference }) => difference ?? []),
      [],
    );
    assert.is(replayed.same, true);
    assert.is(replayed.torn, false);
    assert.ok(replayed.runs.length >= scenes.length);
    assert.ok(replayed.runs.every(({ unfinished }) => !unfinished));
  });
}

test("a text comes back as it is, and its digest is that of its bytes", async () => {
  assert.is(await traceText(utf8.encode(first)), first);
  const { digest } = await replay(utf8.encode(first));
  assert.is(digest, new Bun.CryptoHasher("sha256").update(first).digest("hex"));
});

test("another request: the first effect that differs, as it was and as it would be", async () => {
  const target = /"target":"([^"]*target)"/.exec(first)?.[1] ?? "";
  const moved = first.replace(`"target":"${target}"`, `"target":"${target}s"`);
  const { same, runs } = await replay(utf8.encode(moved));
  assert.is(same, false);
  const { program, effect, recorded = "", now = "" } = runs[0]?.difference ?? { program: -1 };
  assert.is(program, 0);
  assert.ok(effect !== undefined && recorded.includes(`"number":${effect},`) && now.includes(`"number":${effect},`));
  assert.ok(now.includes(`"path":"${target}s"`) && recorded.includes(`"path":"${target}"`));
});

test("another observation leads elsewhere: another program, or another outcome", async () => {
  const refused = first
    .replace(/("op":"mount",.*)"result":0/, '$1"result":-12')
    .replace(/("observation":{"number":0,"done":)\d+,"error":0/, '$10,"error":-12');
  assert.is((await replay(utf8.encode(refused))).same, false);
  const elsewhere = first.replaceAll(/"mnt_id":"(\d+)"/g, '"mnt_id":"1$1"');
  assert.is((await replay(utf8.encode(elsewhere))).same, false);
});

test("another planner that does the same is said, and is no difference", async () => {
  const other = first.replace(/"core":"[0-9a-f]{64}"/, `"core":"${"0".repeat(64)}"`);
  const { same, samePlanner } = await replay(utf8.encode(other));
  assert.equal([same, samePlanner], [true, false]);
});

test("a text that ends in the middle of a line is told as far as it goes", async () => {
  const end = first.lastIndexOf('{"observation":') + 20;
  const { same, torn, runs } = await replay(utf8.encode(first.slice(0, end)));
  assert.equal([same, torn, runs[0]?.unfinished], [true, true, true]);
});

for (const [what, text, said] of [
  ["no JSON", `${first}nonsense\n`, "it is no JSON"],
  ["an event that there is not", `${first.split("\n")[0]}\n{"nonsense":1}\n`, 'there is no event "nonsense"'],
  ["a beginning without its head", first.slice(first.indexOf("\n") + 1), "line 1: a trace begins with the event trace"],
  ["another version", first.replace('"version":1', '"version":2'), "line 1: version 2 is not 1"],
  ["no request", first.replace(/.*"request".*\n/, ""), "this run has no request"],
  ["an effect too few", first.replace(/.*"effect":{"number":3,.*\n/, ""), "number is no whole number from 3 to 3"],
  ["a capability that there is not", first.replace('"ownCwd"', '"ownCwt"'), 'capabilities.features knows no "ownCwt"'],
  ["a path that stands for no bytes", first.replace('"target":"/', '"target":"\\\\'), "is no text of bytes"],
] as const) {
  test(`refused: ${what}`, async () => {
    const refusal = await refusedBy(text);
    assert.match(refusal, "trace.malformed: ");
    assert.ok(refusal.includes(said), refusal);
  });
}

test.run();
