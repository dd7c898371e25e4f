/** What holds for every plan, whatever is asked for and whatever the kernel can do. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Capabilities, Run } from "../../host/planner/generated/types.ts";
import { Planner, planner } from "../../host/planner/planner.ts";
import { ProgramView } from "../core/program-view.ts";
import { bytes } from "../support/names.ts";
import { type Asked, asked, capabilities, requestOf } from "./arbitraries.ts";
import { handedOver, split, tidy } from "./handed-over.ts";

const RUNS = 600;
const shared = await planner();
const module = new WebAssembly.Module(
  await Bun.file(new URL("../../core-wasm/planner.wasm", import.meta.url)).arrayBuffer(),
);

function runOf(one: Asked, can: Capabilities): Run {
  return { request: { tag: "mount", value: requestOf(one) }, capabilities: can, observations: [] };
}

/** The first program, or the rule that refuses. */
function planned(run: Run, by: Planner = shared): Uint8Array | string {
  const step = by.next(run);
  assert.ok(step.ok);
  if (!step.ok || step.value.tag === "failed")
    return step.ok && step.value.tag === "failed" ? step.value.value.rule : "no";
  assert.is(step.value.tag, "perform");
  return (step.value.value as Uint8Array).slice();
}

/** Checks a property over many requests, of which enough must be planned and not refused. */
function everyPlan(what: string, holds: (program: Uint8Array, one: Asked, can: Capabilities) => void): void {
  test(what, () => {
    let seen = 0;
    const property = fc.property(asked, capabilities, (one, can) => {
      const program = planned(runOf(one, can));
      if (typeof program === "string") return;
      seen++;
      holds(program, one, can);
    });
    fc.assert(property, { numRuns: RUNS });
    assert.ok(seen > RUNS / 4, `only ${seen} of ${RUNS} requests were planned`);
  });
}

/** The same value with the keys of all its objects the other way round. */
function turned<T>(value: T): T {
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(turned) as T;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  ) as T;
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === "object" && !(value instanceof Uint8Array)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

everyPlan(
  "a plan is a function of its inputs: neither order of keys, nor what ran before, nor the instance",
  (program, one, can) => {
    const run = runOf(one, can);
    // peers.md T4, T9.
    assert.equal(planned(turned(run)), program);
    assert.equal(planned(frozen(run), new Planner(module)), program);
  },
);

everyPlan("every string fits its budget", (program, _, can) => {
  const view = new ProgramView(program);
  let total = 0;
  let layers = 0;
  const path = (text: string) => assert.ok(text.length < can.pathMax, `a path of ${text.length}`);
  for (const { op, args } of view.ops) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = args;
    if (op === "mount") {
      for (const text of [a, b, c]) path(view.text(text));
      const data = view.text(e);
      assert.ok(data.length < can.pageSize, `${data.length} bytes of options`);
      const lowerdir = split(data, ",").find((option) => option.startsWith("lowerdir=")) ?? "";
      layers += split(lowerdir, ":").filter((layer) => layer !== "").length;
    } else if (op === "fsconfig") {
      const [key, value] = [view.text(c), view.text(d)];
      assert.ok(key.length <= can.valueMax && value.length <= can.valueMax, `${key}=${value} (${value.length})`);
      // The source and the words of every file system are no part of what a legacy context collects.
      if (key !== "" && !["source", "ro", "sync"].includes(key))
        total += 1 + key.length + (d === 0 ? 0 : 1 + value.length);
      if (key.endsWith("dir+")) layers++;
    } else if (op === "fsconfig_fd") {
      if (view.text(c).endsWith("dir+")) layers++;
    } else if (["open", "openat2", "statx", "mkdir", "open_tree"].includes(op)) {
      path(view.text(b));
    } else if (op === "move_mount") {
      path(view.text(d));
    }
  }
  assert.ok(layers <= can.lowerMax, `${layers} layers`);
  if (can.fsconfigTotal > 0) assert.ok(total <= can.fsconfigTotal, `${total} bytes of values`);
});

everyPlan(
  "names and their parents lead to exactly the directories asked for, in order",
  (program, { lowers, upper, work }) => {
    assert.equal(handedOver(program), {
      lowers: lowers.map(tidy),
      dataOnly: [],
      upper: upper === undefined ? undefined : tidy(upper),
      work: work === undefined ? undefined : tidy(work),
    });
  },
);

everyPlan("the typed view of a program says what its bytes say", (program, one, can) => {
  const told = shared.describe(runOf(one, can));
  assert.ok(told.ok);
  if (!told.ok) return;
  const view = new ProgramView(program);
  const { chosen = "" } = told.value.reasons[0] ?? {};
  // A way is told that is also gone: through a context, by mount(2), or as a bind.
  assert.is(
    view.ops.some(({ op }) => op === "fsopen"),
    ["strings", "descriptors", "mixed"].includes(chosen),
  );
  assert.is(view.ops.some(({ op }) => op === "child") && chosen === "prefix", false);
  assert.is(told.value.effects.length, view.ops.length);
  told.value.effects.forEach((effect, i) => {
    const op = view.ops[i];
    if (op === undefined) return;
    assert.equal([effect.op, effect.soft, effect.absent, effect.into ?? 0xffff], [op.op, op.soft, op.absent, op.into]);
    assert.is(effect.arguments.length, op.args.length);
    effect.arguments.forEach((argument, n) => {
      const raw = op.args[n] ?? 0;
      if (argument.tag === "text") assert.is(Buffer.from(argument.value).toString("latin1"), view.text(raw));
      else if (argument.tag === "cwd") assert.is(raw, 0xffff);
      else if (argument.tag === "none") assert.is(raw, 0);
      else assert.is(argument.value, raw);
    });
  });
});

test("the chosen way is the cheapest that is possible, unless one was asked for", () => {
  const property = fc.property(asked, capabilities, (one, can) => {
    const told = shared.describe(runOf(one, can));
    if (!told.ok) return;
    for (const { chosen, cost, alternatives, rule } of told.value.reasons) {
      if (!rule.startsWith("way.")) continue;
      assert.is(alternatives.length, 4);
      if (one.request.way !== undefined) assert.is(chosen, one.request.way);
      else
        for (const other of alternatives) assert.ok(other.cost === 0 || other.cost >= cost, `${other.name} is cheaper`);
      // Each that was turned down has its rule, and either a price or a reason why it was not possible.
      for (const other of alternatives) assert.is(other.rule === "way.cost", other.cost > 0);
    }
  });
  fc.assert(property, { numRuns: RUNS });
});

/** A path as it stands in lowerdir= and its like. */
function escaped(path: string): string {
  return path.replace(/[\\:,]/g, "\\$&");
}

everyPlan("the same overlay in words gives the same program", (program, one, can) => {
  const { lowers, upper, work } = one;
  const directories = [`lowerdir=${lowers.map(escaped).join(":")}`];
  if (upper !== undefined && work !== undefined)
    directories.push(`upperdir=${escaped(upper)},workdir=${escaped(work)}`);
  const request = requestOf(one);
  const [mount] = request.mounts;
  if (mount === undefined) return;
  const words = {
    ...mount,
    options: [...directories.map(bytes), ...mount.options],
    lowers: [],
    upper: undefined,
    work: undefined,
  };
  const run = { ...runOf(one, can), request: { tag: "mount", value: { ...request, mounts: [words] } } } as const;
  assert.equal(planned(run), program);
});

test.run();
