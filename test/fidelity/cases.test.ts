/** The shared cases on simulated kernels: what comes of them, what is seen then, and nothing is left. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allCases } from "../cases/all.ts";
import { ordinary, vector } from "../plan/vectors.ts";
import { KERNELS, type Kernel } from "../simulated-kernel/rules.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { inMemory } from "../support/temporary.ts";
import { type Machine, type Result, runCase } from "./run-case.ts";
import { NOT_SIMULATED, notForOrdinary, notSimulated } from "./skipped.ts";

/** Kernels without some of the ways: there a rule may say so. */
const LACKING: readonly Kernel[] = ["5.10", "6.1", "6.12"];
/** Of scenes with id-mapped mounts. */
const LEFT_OUT = 3;
/** How many must be mounted at least: a kernel on which nothing can be mounted would prove nothing. */
const MOUNTED = 100;
const MOUNTED_LEAST = 10;

const machines: readonly Machine[] = KERNELS.map((kernel) => ({
  name: kernel,
  rules: kernel,
  capabilities: vector(kernel),
  mayLack: LACKING.includes(kernel),
}));

const ordinaryMachines: readonly Machine[] = machines.map((machine) => ({
  ...machine,
  capabilities: ordinary(machine.rules as Kernel),
  ordinary: true,
}));

function counts(results: readonly Result[]): string {
  const outcomes = new Map<string, number>();
  for (const { outcome } of results) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  return [...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
}

if (inPrivateNamespace(import.meta.filename)) {
  inMemory();
  const results = new Map([...machines, ...ordinaryMachines].map((machine): [Machine, Result[]] => [machine, []]));
  const simulatedCases = allCases.filter((one) => notSimulated(one) === undefined);
  for (const one of simulatedCases) {
    test(one.name, async () => {
      for (const [machine, result] of await runCase(one, machines)) results.get(machine)?.push(result);
    });
  }
  for (const one of simulatedCases.filter((one) => notForOrdinary(one) === undefined)) {
    test(`${one.name}, for an ordinary user`, async () => {
      for (const [machine, result] of await runCase(one, ordinaryMachines)) results.get(machine)?.push(result);
    });
  }
  test("few cases are left out: each needs what is not simulated yet, or what is not here", () => {
    const others = allCases.flatMap((one) => notSimulated(one) ?? []);
    console.log([...new Set(others)].join("; "));
    console.log([...new Set(simulatedCases.flatMap((one) => notForOrdinary(one) ?? []))].join("; "));
    const isHere = others.every((reason) => reason === NOT_SIMULATED);
    assert.ok(!isHere || others.length <= LEFT_OUT, `${others.length}`);
  });
  test("each kernel mounts most of what it is asked for", () => {
    for (const [{ name, ordinary: isOrdinary }, some] of results) {
      const kernel = `${name}${isOrdinary ? " for an ordinary user" : ""}`;
      console.log(`\n${kernel}: ${counts(some)}`);
      const mounted = some.filter(({ outcome }) => outcome === "mounted").length;
      // Debian's 5.10 mounts no overlay there.
      assert.ok(
        mounted >= (isOrdinary && name === "5.10" ? MOUNTED_LEAST : MOUNTED),
        `${kernel}: only ${mounted} mounted`,
      );
    }
  });
  test.run();
}
