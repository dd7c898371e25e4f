/** A campaign on the planner as it is: nothing is broken, whichever seed. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBuild } from "../core/build.ts";
import { campaign } from "./campaign.ts";
import { ranScenario } from "./run.ts";
import { drawn } from "./scenario.ts";
import { neverSeen, reportText } from "./text.ts";

const { LAYERMOUNT_SIMULATE = "20000" } = process.env;
const FRESH = Number(LAYERMOUNT_SIMULATE);
const FIXED = 2.5 * FRESH;
const ALL = Number.POSITIVE_INFINITY;
/** So many runs come to every rule that there is a way to. */
const ALL_RULES = 50_000;
const build = wasmBuild();

for (const [what, seed, runs] of [
  ["a fixed seed", 20_261_121, FIXED],
  ["a fresh seed", Math.floor(Math.random() * 2 ** 31), FRESH],
] as const) {
  test(`${runs} runs from ${what}`, () => {
    const report = campaign(seed, { runs, milliseconds: ALL }, build);
    console.log(`seed ${seed}\n${reportText(report)}`);
    assert.is(report.found, undefined, `bun run simulate --seed ${seed} --runs ${runs}`);
    if (runs >= ALL_RULES) assert.equal(neverSeen(report), []);
    for (const answer of ["mounted", "unmounted", "kernel.refused", "unmount.stranger", "verify.covered"]) {
      assert.ok(report.answers.has(answer), `nothing came to ${answer}`);
    }
  });
}

test("the same seed gives the same run", () => {
  for (let seed = 1; seed < 200; seed++) {
    const [one, other] = [ranScenario(drawn(seed), build), ranScenario(drawn(seed), wasmBuild())];
    assert.equal([one.digest, one.answers], [other.digest, other.answers]);
  }
});

test.run();
