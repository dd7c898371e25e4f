/** Random small worlds on this machine's kernel and on the simulated one: effect by effect, outcome, tree. */
import { release } from "node:os";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { probe } from "../../host/index.ts";
import { KERNELS } from "../simulated-kernel/rules.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { skipped } from "../support/skip.ts";
import { inMemory } from "../support/temporary.ts";
import { compare } from "./compare.ts";
import { knownDifference, rulesOfRelease } from "./known.ts";

const { LAYERMOUNT_SEED, LAYERMOUNT_WORLDS } = process.env;
const SEED = Number(LAYERMOUNT_SEED ?? 20_261_121);
const WORLDS = Number(LAYERMOUNT_WORLDS ?? 300);

const kernel = KERNELS.find((one) => release().startsWith(`${one}.`));

if (inPrivateNamespace(import.meta.filename)) {
  if (kernel === undefined) skipped("random worlds on both kernels", `no rules of ${release()}`);
  else {
    inMemory();
    const { capabilities } = await probe();
    const { rules, reasons } = rulesOfRelease(kernel, release());
    test(`${WORLDS} random worlds from seed ${SEED}`, async () => {
      const reached = new Map<string, number>();
      const wrong: string[] = [];
      const known = new Map<string, number>();
      for (let i = 0; i < WORLDS; i++) {
        const { rule, differs } = await compare(SEED + i, rules, capabilities);
        reached.set(rule, (reached.get(rule) ?? 0) + 1);
        const reason = differs === undefined ? undefined : knownDifference(differs);
        if (reason !== undefined) known.set(reason, (known.get(reason) ?? 0) + 1);
        else if (differs !== undefined) wrong.push(`seed ${SEED + i}: ${differs}`);
      }
      const rulesText = [...reached].map(([rule, count]) => `${rule} ${count}`).sort();
      console.log(`\n${WORLDS} worlds, ${reached.size} outcomes: ${rulesText.join(", ")}`);
      for (const reason of reasons) console.log(`another kernel than the table's: ${reason}`);
      for (const [reason, count] of known) console.log(`known, ${count} times: ${reason}`);
      assert.is(wrong.slice(0, 20).join("\n"), "");
      assert.ok(WORLDS < 100 || reached.size >= 10, "too few outcomes");
    });
  }
  test.run();
}
