/** A refusal is excused by the probe's own answer, and by nothing else. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Probe, RefusedError } from "../../host/index.ts";
import { vector } from "../plan/vectors.ts";
import { FOR_LACK, lackOf } from "./lack.ts";

const EBADF = 9;
const EPERM = 1;

function probe(kernel: "5.10" | "6.12" | "7.2", answers: Readonly<Record<string, number>> = {}): Probe {
  const given = Object.entries(answers).map(([name, errno]) => ({ name, errno, message: "" }));
  return { capabilities: vector(kernel), fsMagic: 0n, upper: true, answers: given } as unknown as Probe;
}

const closed = new RefusedError("way.unavailable", "the way is closed: way.no-descriptors (needs 0, has 0)");

test("the way that was asked for: its cause, and what the kernel answered to the probe", () => {
  assert.is(lackOf(closed, probe("6.12", { "lowerdir-fd": EBADF })), "lowerdir-fd: EBADF");
  assert.is(lackOf(new RefusedError("overlay.unavailable", ""), probe("5.10")), undefined, "root has overlays on 5.10");
  const none = probe("5.10", { overlay: EPERM });
  const without = {
    ...none,
    capabilities: { ...none.capabilities, features: { ...none.capabilities.features, overlay: false } },
  };
  assert.is(lackOf(new RefusedError("overlay.unavailable", ""), without), "overlay: EPERM");
});

test("a kernel that should be able to is not excused", () => {
  assert.is(lackOf(closed, probe("7.2", { "lowerdir-fd": EBADF })), undefined);
  assert.is(lackOf(new RefusedError("bind.read-only-tree", ""), probe("7.2")), undefined);
});

test("a page that is too small is excused where options cannot be given one by one", () => {
  const small = new RefusedError("way.none", "every other way is closed (budget.option-page)");
  assert.is(lackOf(small, probe("5.10", { "any-key": 0 })), "any-key: taken without a look");
  assert.is(lackOf(small, probe("7.2")), undefined);
});

test("a rule that tells of no lack excuses nothing", () => {
  for (const rule of ["layer.missing", "verify.unproved", "kernel.refused"]) {
    assert.not(FOR_LACK.includes(rule), rule);
    assert.is(lackOf(new RefusedError(rule, ""), probe("5.10")), undefined);
  }
});

test.run();
