/** A short campaign at every door; `bun run fuzz` is the long one. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { skipped } from "../support/skip.ts";
import { tried } from "./campaign.ts";
import { NAMES } from "./doors.ts";
import { triedText } from "./text.ts";

const { LAYERMOUNT_TEST_SEED = "1", LAYERMOUNT_FUZZ = "100000" } = process.env;
const SEED = Number(LAYERMOUNT_TEST_SEED);
const RUNS = Number(LAYERMOUNT_FUZZ);
/** A trace is planned anew, program by program: so much longer does it take. */
const TRACE = 4;

for (const door of NAMES) {
  const runs = door.startsWith("trace-") ? RUNS / TRACE : RUNS;
  test(`${runs} inputs for ${door}, seed ${SEED}`, async () => {
    const came = await tried(door, SEED, { runs, milliseconds: Number.POSITIVE_INFINITY });
    if (came.skipped !== undefined) return skipped(door, came.skipped);
    console.log(triedText(came));
    assert.is(came.failing, undefined, `bun run fuzz --seed ${SEED} --runs ${runs} ${door}`);
    assert.is(came.fault, undefined);
  });
}

test.run();
