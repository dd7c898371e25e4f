/** Ids that go to the next mount as soon as theirs is gone (before Linux 6.8): no recovery believes in one of them. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodeNextResult } from "../../host/planner/generated/codec.ts";
import { wasmBuild } from "../core/build.ts";
import { ranScenario } from "./run.ts";
import type { Act, Scenario } from "./scenario.ts";

const build = wasmBuild();

/** A bind whose process dies as soon as the id of its detached mount is in the journal. */
const DIED: Scenario = {
  kernel: "6.1",
  kind: "overlay",
  layers: ["layers/1"],
  writable: false,
  words: [],
  below: [],
  proof: "kernel",
  mkdir: false,
  patience: 0,
  pageSize: 4096,
  valueMax: 255,
  faults: [],
  acts: [],
  crash: 7,
};

for (const [what, act] of [
  ["at the target", "mounts over the target"],
  ["elsewhere", "mounts above the target"],
] as const satisfies readonly (readonly [string, Act])[]) {
  test(`somebody's mount ${what} has it: it stays, and nothing of ours is said to be left`, () => {
    const left: string[] = [];
    let recovered = 0;
    const { violations } = ranScenario({ ...DIED, acts: [{ at: 7, what: act }] }, build, (_, answer) => {
      const result = decodeNextResult(answer);
      if (!result.ok || result.value.tag !== "recovered") return;
      recovered++;
      left.push(...result.value.value.left.map((path) => Buffer.from(path).toString("latin1")));
    });
    assert.equal([violations, left, recovered], [[], [], 1]);
  });
}

test.run();
