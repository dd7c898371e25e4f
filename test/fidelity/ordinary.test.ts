/** Calls of an ordinary user in namespaces of their own, on both kernels; each rule of these is noticed when wrong. */
import { release } from "node:os";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { flipped, KERNELS } from "../simulated-kernel/rules.ts";
import { inOrdinaryNamespace } from "../support/ordinary-namespace.ts";
import { skipped } from "../support/skip.ts";
import { rulesOfRelease } from "./known.ts";
import { namespaces } from "./situations/namespaces.ts";
import { compareSituation } from "./situations/situation.ts";
import { ordinaryRules } from "./witness.ts";

const kernel = KERNELS.find((one) => release().startsWith(`${one}.`));

if (inOrdinaryNamespace(import.meta.filename)) {
  if (kernel === undefined) skipped("calls of an ordinary user on both kernels", `no rules of ${release()}`);
  else {
    const { rules } = rulesOfRelease(kernel, release());
    for (const situation of namespaces) {
      test(situation.name, async () => {
        const parting = await compareSituation(situation, rules, true);
        if (parting !== undefined) assert.unreachable(parting);
      });
    }
    for (const [rule, name] of ordinaryRules()) {
      test(`${rule} is noticed when it is wrong`, async () => {
        const situation = namespaces.find((one) => one.name === name);
        assert.ok(situation, name);
        assert.ok(await compareSituation(situation, flipped(rules, rule), true), "nothing notices it");
      });
    }
  }
  test.run();
}
