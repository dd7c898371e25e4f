/** Bugs that are planted are found by the properties alone, and shrunk to a scenario of a few lines. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { temporary } from "../support/temporary.ts";
import { campaign, violationOf } from "./campaign.ts";
import { BUGS, buggy } from "./planted.ts";

const SEED = 1;

test("there are at least fifteen of them", () => {
  assert.ok(BUGS.length >= 15);
});

for (const bug of BUGS) {
  test(bug.name, async () => {
    const place = temporary("planted");
    const build = await buggy(bug, `${place.path}/core-wasm`);
    const { found } = campaign(SEED, { runs: bug.within, milliseconds: Number.POSITIVE_INFINITY }, build);
    assert.ok(found, `not found within ${bug.within} runs`);
    const { violation, runs, scenario } = found;
    console.log(`${bug.name}: ${violation.property}, after ${runs} runs`);
    assert.is(violationOf(scenario, build)?.property, violation.property);
    const isSmall = scenario.faults.length + scenario.acts.length <= 2;
    assert.ok(isSmall || scenario.anything !== undefined, JSON.stringify(scenario));
    place.remove();
  });
}

test.run();
