/** Any one rule of the table that is wrong is noticed by its witness, which sees nothing with the table as it is. */
import { release } from "node:os";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { probe } from "../../host/index.ts";
import { flipped, KERNELS, RULE_NAMES } from "../simulated-kernel/rules.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { skipped, testUnless } from "../support/skip.ts";
import { inMemory } from "../support/temporary.ts";
import { rulesOfRelease } from "./known.ts";
import { isUnnoticed, missingWitness, ordinaryRules } from "./witness.ts";

const kernel = KERNELS.find((one) => release().startsWith(`${one}.`));

if (inPrivateNamespace(import.meta.filename)) {
  if (kernel === undefined) skipped("flipped rules", `no rules of ${release()}`);
  else {
    inMemory();
    const { capabilities } = await probe();
    const here = { rules: rulesOfRelease(kernel, release()).rules, capabilities };
    const elsewhere = new Set(ordinaryRules().map(([rule]) => rule));
    for (const rule of RULE_NAMES.filter((one) => !elsewhere.has(one))) {
      testUnless(test, missingWitness(rule), `${rule} is noticed when it is wrong, and only then`, async () => {
        assert.ok(
          await isUnnoticed(rule, (rules) => rules, here),
          "its witness sees a difference with the table as it is",
        );
        assert.not.ok(await isUnnoticed(rule, flipped, here), "nothing notices it");
      });
    }
  }
  test.run();
}
