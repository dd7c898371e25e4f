/** Calls beyond those of the planner's programs, on this machine's kernel and on the simulated one, errno by errno. */
import { release } from "node:os";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../model/random.ts";
import { KERNELS } from "../simulated-kernel/rules.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { skipped, testUnless } from "../support/skip.ts";
import { inMemory } from "../support/temporary.ts";
import { knownDifference, rulesOfRelease } from "./known.ts";
import { missingDisk } from "./on-disk.ts";
import { randomSituation } from "./situations/random-calls.ts";
import { compareSituation } from "./situations/situation.ts";
import { situations } from "./situations/situations.ts";

const { LAYERMOUNT_SEED, LAYERMOUNT_WORLDS } = process.env;
const SEED = Number(LAYERMOUNT_SEED ?? 20_261_121);
const SEQUENCES = Number(LAYERMOUNT_WORLDS ?? 150);
const DRAWS = 16;

const kernel = KERNELS.find((one) => release().startsWith(`${one}.`));

if (inPrivateNamespace(import.meta.filename)) {
  if (kernel === undefined) skipped("calls on both kernels", `no rules of ${release()}`);
  else {
    inMemory();
    const { rules } = rulesOfRelease(kernel, release());
    for (const situation of situations) {
      testUnless(test, situation.disk ? missingDisk() : undefined, situation.name, async () => {
        const parting = await compareSituation(situation, rules);
        if (parting !== undefined && knownDifference(parting) === undefined) assert.unreachable(parting);
      });
    }
    test(`${SEQUENCES} random sequences of calls from seed ${SEED}`, async () => {
      const wrong: string[] = [];
      for (let seed = SEED; seed < SEED + SEQUENCES; seed++) {
        const parting = await compareSituation(randomSituation(new Random(seed), DRAWS), rules);
        if (parting !== undefined && knownDifference(parting) === undefined) wrong.push(`seed ${seed}: ${parting}`);
      }
      assert.is(wrong.slice(0, 20).join("\n"), "");
    });
  }
  test.run();
}
