/** Traces without the names of those who recorded them: the same decisions, and none of the names. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError, replay } from "../../host/index.ts";
import { type Planner, planner } from "../../host/planner/planner.ts";
import { linesOf, textOfLines } from "../../host/trace/lines.ts";
import { redacted } from "../../host/trace/redact/redact.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { randomRecorded } from "./random.ts";
import { traceFiles } from "./recorded.ts";
import { KEPT, NAMES, recordedScene, scenes } from "./redact-runs.ts";

const utf8 = new TextEncoder();
const SEEDS = 150;

function digest(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}

async function without(text: string): Promise<string> {
  return redacted(text, await planner(), digest);
}

/** What remains of every line when names are left out. */
function decisions(text: string): string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => Object.keys(JSON.parse(line))[0] + (/"(?:why|rule)":"[^"]*"/.exec(line)?.[0] ?? ""));
}

/** What is neither letter nor digit, and how long each line is; of what is read as numbers not all of it stays. */
function bare(text: string): string[] {
  const lines = text.split("\n").filter((line) => !/"why":"(?:erofs\.superblock|probe\.try)"/.test(line));
  return lines.map((line) => `${line.length} ${line.replace(/[\p{L}\p{M}\p{N}]/gu, "")}`);
}

/** Checks what holds for every redacted trace, and gives it. */
async function checked(text: string): Promise<string> {
  const said = await without(text);
  const before = await replay(utf8.encode(text));
  const after = await replay(utf8.encode(said));
  assert.ok(before.same && after.same, JSON.stringify(after.runs.map(({ difference }) => difference)));
  assert.is(after.runs.length, before.runs.length);
  assert.equal(decisions(said), decisions(text));
  assert.equal(bare(said), bare(text));
  assert.is(await without(text), said, "the same again");
  assert.is(await without(said), said, "nothing is left to be done");
  return said;
}

async function refusedBy(text: string, by: Planner): Promise<string> {
  try {
    await redacted(text, by, digest);
  } catch (error) {
    if (error instanceof LayermountError) return error.message;
    throw error;
  }
  return "taken";
}

async function randomText(seed: number): Promise<string | undefined> {
  const by = await planner();
  const run = randomRecorded(seed, by);
  return run && textOfLines(await linesOf(run, by, digest));
}

/** The first random run that has programs, and is no recovery. */
async function someText(): Promise<string> {
  for (let seed = 1; ; seed++) {
    const text = (await randomText(seed)) ?? "";
    if (text.includes('{"program"') && text.includes('"flags":') && !text.includes('"request":{"recover"')) return text;
  }
}

/** A trace in which the kernel said something else about its failure. */
function withMessage(text: string, message: string): string {
  const change = (line: string): string => {
    const event = JSON.parse(line);
    if (event.effect?.why === "explain.log" && event.effect.gave !== undefined) {
      Object.assign(event.effect, { result: utf8.encode(`e ${message}\n`).length, gave: `e ${message}\\012` });
    }
    if (event.outcome?.failed) event.outcome.failed.kernel = message;
    return JSON.stringify(event);
  };
  return `${text.trimEnd().split("\n").map(change).join("\n")}\n`;
}

for (const file of traceFiles()) {
  test(`every run of ${file.slice(file.lastIndexOf("/") + 1)}`, async () => {
    await checked(await Bun.file(file).text());
  });
}

test(`${SEEDS} random runs: all but those with observations that no driver gives`, async () => {
  let taken = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const text = await randomText(seed);
    // A recovery holds the programs of another run, with their names.
    if (text === undefined || text.includes('"request":{"recover"') || /"observation":{[^\n]*"bytes"/.test(text))
      continue;
    await checked(text);
    taken++;
  }
  assert.ok(taken > SEEDS * 0.8, `${taken}`);
});

test("a trace of another planner is not redacted", async () => {
  const text = await someText();
  const other = text.replace(/"sha256":"[0-9a-f]{8}/, '"sha256":"01234567').replace(/"flags":\d+/, '"flags":7');
  assert.is.not(other, text);
  assert.match(await refusedBy(other, await planner()), "line 1: this planner made none like it");
});

/** What a run names by its token says nothing of anybody. */
function withoutOwn(text: string): string {
  return text.replaceAll(/layermount-\d+-\d{3}|\.layermount-target-\d+/g, "");
}

/** A planner that another one takes over from, after so many questions. */
function after(questions: number, by: Planner, other: Partial<Planner>): Planner {
  let left = questions;
  const next: Planner["next"] = (run) => (left-- > 0 ? by : { next: by.next.bind(by), ...other }).next(run);
  return { describe: by.describe.bind(by), ...other, next } as unknown as Planner;
}

const checkedOnly: Planner["next"] = () => ({ ok: true, value: { tag: "checked", value: { presences: [] } } });

for (const [what, passes, other, said] of [
  ["ends too early", 1, { next: checkedOnly }, "without its names it has no program 0"],
  ["ends otherwise", 2, { next: checkedOnly }, "without its names it ends otherwise"],
  ["does not tell the same effects", 0, { describe: () => ({ ok: false }) as never }, "program 0 is another one"],
] as const) {
  test(`a planner that decides by names is found out: it ${what}`, async () => {
    const by = await planner();
    const text = await someText();
    const programs = text.split("\n").filter((line) => line.startsWith('{"program"')).length;
    assert.ok(programs > 0);
    assert.match(await refusedBy(text, after(passes * programs, by, other)), said);
  });
}

test("nothing at all, and no trace", async () => {
  assert.is(await without(""), "");
  await without("{}\n").then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.name, "Malformed"),
  );
});

if (inPrivateNamespace(import.meta.filename)) {
  for (const scene of scenes) {
    test(`a recorded run: ${scene.name}`, async () => {
      const text = await recordedScene(scene);
      assert.match(text, scene.ends);
      const said = await checked(text);
      assert.match(said, scene.ends);
      assert.ok(NAMES.some((name) => text.includes(name)));
      assert.ok(said.includes(`/${KEPT}`));
      assert.equal(
        NAMES.filter((name) => withoutOwn(said).includes(name)),
        [],
      );
    });
  }

  test("names in the kernel's own words", async () => {
    const scene = scenes.find(({ name }) => name.includes("own words"));
    assert.ok(scene);
    const recorded = await recordedScene(scene);
    const text = withMessage(recorded, "overlay: failed to resolve 'wombat/quokka10' beside wallaby: -2");
    const said = await checked(text);
    assert.match(said, /"kernel":"overlay: failed to resolve '[a-z]{6}\/[a-z]{6}00' beside [a-z]{7}: -2"/);
    assert.equal(
      NAMES.filter((name) => withoutOwn(said).includes(name)),
      [],
    );
  });
}

test.run();
