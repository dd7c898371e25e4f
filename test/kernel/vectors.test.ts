/**
 * What other kernels can do, on this one: for each vector of capabilities that this kernel
 * can be lowered to, and for each single capability that is taken away, the same cases are
 * run for real. What cannot be done without it must be refused by a rule, never done by half.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { capabilityNames, lowered } from "../../host/capabilities/lower.ts";
import { type Capabilities, probe } from "../../host/index.ts";
import { binds } from "../cases/binds.ts";
import type { Case, Expect } from "../cases/case.ts";
import type { Driver } from "../cases/driver.ts";
import { layers } from "../cases/layers.ts";
import { lists } from "../cases/lists.ts";
import { names } from "../cases/names.ts";
import { overlayCase } from "../cases/requests.ts";
import { runCase } from "../cases/run.ts";
import { shelf } from "../cases/shelf.ts";
import { targets } from "../cases/targets.ts";
import { tops } from "../cases/tops.ts";
import { FOR_LACK as RULES_FOR_LACK } from "../machines/lack.ts";
import { KERNELS, vector } from "../plan/vectors.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";
import { inMemory } from "../support/temporary.ts";
import { library, warmUp } from "./library.ts";

/** Rules that say what is missing: the only other answer that is allowed. */
const FOR_LACK = [...RULES_FOR_LACK, "verify.unproved"];

function named(cases: readonly Case[], ...wanted: string[]): Case[] {
  return wanted.map((name) => {
    const found = cases.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no case is called ${name}`);
    return found;
  });
}

/** An overlay that the planner names as it likes. */
function sized(count: number, writable: boolean): Case {
  return {
    name: `${count} layers, ${writable ? "writable" : "read-only"}`,
    expect: [{ outcome: "mounted" }],
    build: (place) => overlayCase(place, shelf(place, count).lowers, writable ? place.top() : undefined),
  };
}

const big: readonly Case[] = [sized(128, true), sized(500, false)];

const small: readonly Case[] = [
  sized(2, true),
  sized(10, false),
  ...named(names, "several parents: the planner's own choice", "names of 255 bytes: the planner's own choice"),
  ...named(names, "hostile target: a,b:c\\134"),
  ...named(layers, "missing topmost layer", "a layer that is reached through a symlink is no fault"),
  ...named(tops, "no inodes for work: the silent read-only overlay", "upper inside a lower through a symlink"),
  ...named(tops, "upper and work on two mounts of one file system", "left by a volatile mount"),
  ...named(binds, "one layer without upper becomes a read-only bind", "bind,ro keeps nosuid, nodev, noexec"),
  ...named(binds, "rbind,ro is read-only in the sub-mount too", "rbind,ro of a directory with nothing mounted beneath"),
  ...named(lists, "a root with sub-targets, one inside another", "a relative symlink out of the root stays beneath it"),
  ...named(lists, "the third mount of a list fails: all are undone, newest first"),
  ...named(targets, "a missing target is made with mkdir and removed again by the unmount"),
];

function lacks(rule: string): Expect[] {
  return (["refused", "failed"] as const).map((outcome) => ({ outcome, rule }));
}

/** Counts over one vector: a vector with which nothing can be mounted would prove nothing. */
async function run(
  capabilities: Capabilities,
  cases: readonly Case[],
): Promise<{ mounted: number; lacking: string[] }> {
  const driver: Driver = { ...library, mount: (request) => library.mount(request, { capabilities }) };
  const lacking: string[] = [];
  const wrong: string[] = [];
  let mounted = 0;
  for (const one of cases) {
    const expect = [...one.expect, ...FOR_LACK.flatMap(lacks)] as [Expect, ...Expect[]];
    try {
      const result = await runCase({ ...one, expect }, driver);
      if (result.outcome === "mounted") mounted++;
      if (FOR_LACK.includes(result.rule ?? "")) lacking.push(`${one.name}: ${result.rule}`);
    } catch (error) {
      wrong.push(`${one.name}: ${error instanceof Error ? error.message.split("\n", 2).join(" ") : error}`);
    }
  }
  assert.is(wrong.map((line) => line.slice(0, 300)).join("\n"), "");
  return { mounted, lacking };
}

/** What a vector has and this kernel has not. */
function beyond(vector: Capabilities, here: Capabilities): string[] {
  const more = Object.entries(vector.features).filter(
    ([name, has]) => has && !Object.entries(here.features).some(([n, h]) => n === name && h),
  );
  return more.map(([name]) => name);
}

if (inPrivateNamespace(import.meta.filename)) {
  inMemory();
  await warmUp();
  const { capabilities: here } = await probe();
  for (const kernel of KERNELS) {
    const other = vector(kernel);
    const more = beyond(other, here);
    const missing = more.length === 0 ? undefined : `this kernel has not ${more.join(", ")}`;
    testUnless(test, missing, `as on ${kernel}`, async () => {
      const { mounted, lacking } = await run(other, [...big, ...small]);
      console.log(`\n${kernel}: ${mounted} mounted; ${lacking.join("; ") || "nothing lacking"}`);
      assert.ok(mounted >= 8, `only ${mounted} mounted`);
    });
  }
  for (const name of capabilityNames(here)) {
    const without = Object.keys(here).map((budget) => budget.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
    if (without.includes(name)) continue;
    test(`without ${name}`, async () => {
      const { mounted, lacking } = await run(lowered(here, [name]), small);
      if (lacking.length > 0) console.log(`\nwithout ${name}: ${lacking.join("; ")}`);
      // Without overlays only the binds are left, and without binds only the overlays.
      assert.ok(mounted >= (name === "overlay" ? 3 : 8), `only ${mounted} mounted`);
    });
  }
  test.run();
}
