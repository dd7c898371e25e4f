/** Runs with whatever a kernel might answer: their text holds all of it, and replays. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runtime } from "#runtime";
import { planner as sharedPlanner } from "../../host/planner/planner.ts";
import { linesOf, textOfLines } from "../../host/trace/lines.ts";
import { programOf } from "../../host/trace/program.ts";
import { isRaw, readRaw } from "../../host/trace/raw.ts";
import { observationBytes, readTrace } from "../../host/trace/read.ts";
import { MAGIC } from "../../host/trace/records.ts";
import { replayRun } from "../../host/trace/replay.ts";
import type { RecordedRun } from "../../host/trace/trace.ts";
import { randomRecorded, rawOf } from "./random.ts";

const SEEDS = 400;
const planner = await sharedPlanner();
const runs = Array.from({ length: SEEDS }, (_, seed) => randomRecorded(seed + 1, planner)).filter(
  (run): run is RecordedRun => run !== undefined,
);

async function textOf(run: RecordedRun): Promise<string> {
  return textOfLines(await linesOf(run, planner, runtime.digest));
}

test("every run replays from its text", async () => {
  let programs = 0;
  for (const run of runs) {
    const text = await textOf(run);
    const { runs: read, torn } = readTrace(text);
    assert.is(torn, false);
    assert.is(read.length, 1);
    for (const one of read) {
      const replayed = await replayRun(one, planner, runtime.digest);
      assert.is(replayed.difference, undefined, JSON.stringify(replayed.difference));
      assert.is(replayed.unfinished, run.outcome === undefined);
      programs += replayed.programs;
    }
  }
  console.log(`${runs.length} runs, ${programs} programs`);
  assert.ok(programs > SEEDS);
});

test("the text holds every observation, byte for byte", async () => {
  for (const run of runs) {
    const [read] = readTrace(await textOf(run)).runs;
    for (const [i, { program, observation }] of run.turns.entries()) {
      const told = read?.programs[i];
      if (observation === undefined) assert.is(told?.observation, undefined);
      else assert.equal(told && observationBytes(told, programOf(program)), observation);
    }
  }
});

test("a recording gives back what was recorded", async () => {
  for (const run of runs) {
    const raw = rawOf(run, planner);
    assert.ok(isRaw(raw));
    const { runs: read, torn } = readRaw(raw);
    assert.is(torn, 0);
    assert.is(await textOf(read[0] as RecordedRun), await textOf(run));
  }
});

test("a recording that ends anywhere is a beginning of it", () => {
  const short = runs.find(({ turns }) => turns.length === 2) as RecordedRun;
  const raw = rawOf(short, planner);
  const whole = readRaw(raw).runs[0]?.turns ?? [];
  for (let end = MAGIC.length; end < raw.length; end++) {
    const { runs: read, torn } = readRaw(raw.subarray(0, end));
    const turns = read[0]?.turns ?? [];
    assert.ok(turns.length <= whole.length);
    for (const [i, { program, observation }] of turns.entries()) {
      assert.equal(program, whole[i]?.program);
      if (observation) assert.equal(observation, whole[i]?.observation);
    }
    const begun = read.length > 0 ? rawOf(read[0] as RecordedRun, planner).length : MAGIC.length;
    assert.is(torn, end - begun, `cut at ${end}`);
  }
});

test.run();
