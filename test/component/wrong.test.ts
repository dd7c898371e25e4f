/** Nothing that a component's host can give makes the planner trap: a rule refuses it, and the next one is answered. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { INPUT_MAX } from "../../core-wasm/message/message.ts";
import { encodeNextParameter } from "../../host/planner/generated/codec.ts";
import type { Answer, Failure, Result, Rule, Run } from "../../host/planner/generated/types.ts";
import { CAPABILITIES, mount, overlay } from "../core/extreme.ts";
import { WORDS } from "../core/mutate.ts";
import { spoilt } from "./mutants.ts";
import { MODULE, RawComponent } from "./raw.ts";

const { LAYERMOUNT_TEST_SEED = "1" } = process.env;
const SEED = Number(LAYERMOUNT_TEST_SEED);
const MUTANTS = 60_000;

const RUN: Run = {
  request: mount([overlay(["/layer/2", "/layer/1"], { options: ["ro", "index=off"], upper: "/u", work: "/w" })]),
  capabilities: CAPABILITIES,
  observations: [new Uint8Array(48)],
};
/** What the planner says to an observation of zeros. */
const UNREAD = "run.observation";
const component = new RawComponent(MODULE);

/** The tag of the answer, or the rule of the refusal or failure. */
function said(result: unknown): string {
  const step = result as Result<Answer, Failure>;
  if (!step.ok) return step.error.rule;
  return step.value.tag === "failed" ? step.value.value.rule : step.value.tag;
}

const good = said(component.ask("next", { ...RUN, observations: [] }));

/** What the planner says to this, and that it says the right thing afterwards. */
function answered(work: () => unknown): string {
  const answer = said(work());
  assert.is(said(component.ask("next", { ...RUN, observations: [] })), good);
  return answer;
}

test("a good run is planned", () => {
  assert.is(good, "perform");
});

test("numbers that are no case, no flag and no bool", () => {
  const { choices } = component.lower("next", RUN);
  const sizes = new Set(choices.map(({ count }) => count));
  assert.ok(choices.length >= 9 && sizes.size >= 4, `${choices.length} places, ${sizes.size} kinds`);
  for (let i = 0; i < choices.length; i++) {
    for (const more of [0, 1, 100]) {
      const given = component.lower("next", RUN);
      const { at, size, count } = given.choices[i] as (typeof choices)[0];
      if (size === 4) component.memory.setUint32(at, count + more, true);
      else component.memory.setUint8(at, Math.min(255, count + more));
      assert.is(
        answered(() => component.call("next", given)),
        "run.message",
        `${count + more} of ${count}`,
      );
    }
  }
});

test("lists that are longer than what was lowered, or lie elsewhere", () => {
  const { lists } = component.lower("next", RUN);
  assert.ok(lists.length > 8, `${lists.length}`);
  for (let i = 0; i < lists.length; i++) {
    for (const length of [INPUT_MAX + 1, 2 ** 29, 2 ** 30, 2 ** 31, 2 ** 32 - 1]) {
      const given = component.lower("next", RUN);
      component.memory.setUint32((given.lists[i] as number) + 4, length, true);
      assert.match(
        answered(() => component.call("next", given)),
        /^(?:budget\.input|run\.message)$/,
      );
    }
    for (const address of [0, 8, 2 ** 25, 2 ** 26 - 1, 2 ** 26, 2 ** 31, 2 ** 32 - 8]) {
      const given = component.lower("next", RUN);
      const at = given.lists[i] as number;
      component.memory.setUint32(at, address, true);
      component.memory.setUint32(at + 4, Math.max(1, component.memory.getUint32(at + 4, true)), true);
      assert.is(
        answered(() => component.call("next", given)),
        "run.message",
        `at ${address}`,
      );
    }
  }
});

test("a function that is entered without a parameter, or with one that lies elsewhere", () => {
  const once = component.lower("next", { ...RUN, observations: [] });
  assert.is(said(component.call("next", once)), "perform");
  assert.is(said(component.call("next", once)), "run.message", "what was answered already");
  for (const at of [0, 1, 8, 2 ** 25, 2 ** 26 - 8, 2 ** 26, 2 ** 31 - 1, -1, -8]) {
    for (const name of ["next", "describe"]) {
      assert.is(
        answered(() => component.call(name, { values: [at] })),
        "run.message",
        `${name} at ${at}`,
      );
      component.lower("next", RUN);
      assert.is(
        answered(() => component.call(name, { values: [at] })),
        "run.message",
        `${name} at ${at}, lowered`,
      );
    }
    for (const count of [1, 2 ** 20, 2 ** 31 - 1, -1]) {
      const rule = answered(() => component.call("erofs-layer", { values: [at, count] }));
      assert.match(rule, /^(?:budget\.input|run\.message)$/, `${count} at ${at}`);
    }
  }
});

test("room of any size and alignment is asked for, and nothing of it is used", () => {
  for (const size of [...WORDS, 4194304, 4194305, 8388608, 8388609]) {
    for (const align of [1, 2, 4, 8, 0, 3, 2 ** 31, -1]) {
      for (const old of [0, 1, 2 ** 26, -8]) {
        const at = component.realloc(old, size, align, size);
        if ([1, 2, 4, 8].includes(align)) assert.is(at % align, 0);
      }
    }
    answered(() => component.ask("next", RUN));
  }
});

test("as much as there can be is taken, and a byte more refused, also after a host gave up in the middle", () => {
  const run = (size: number): Run => ({ ...RUN, observations: [new Uint8Array(size)] });
  const size = (one: Run) => encodeNextParameter(one).length;
  let most = INPUT_MAX - size(run(0));
  while (size(run(most + 1)) === INPUT_MAX) most++;
  assert.equal([size(run(most)), size(run(most + 1))], [INPUT_MAX, INPUT_MAX + 8]);
  for (const left of [0, 8, 1000, 1_000_000, 2_000_000, INPUT_MAX / 2, 3_000_000, 4_000_000, most, most + 1000]) {
    // What was lowered before the host found a value that it cannot lower, twice.
    for (let i = 0; i < 2 && left > 0; i++) component.lower("next", run(left));
    assert.is(
      answered(() => component.ask("next", run(most))),
      UNREAD,
    );
    for (const more of [most + 1, INPUT_MAX, 2 * INPUT_MAX, 5 * INPUT_MAX]) {
      assert.is(
        answered(() => component.ask("next", run(more))),
        "budget.input",
      );
    }
    // More than the memory holds: the host traps before the function is entered.
    assert.throws(() => component.lower("next", run(2 ** 26)), RangeError);
    assert.is(said(component.ask("next", RUN)), UNREAD);
  }
});

test(`${MUTANTS} mutants from seed ${SEED}: no trap, and every refusal has a rule`, () => {
  const rules = new Set((component.ask("rules") as readonly Rule[]).map(({ id }) => id));
  const { asked, reached, unknown } = spoilt(component, SEED, MUTANTS, rules);
  console.log(`${reached} of ${asked} reached the planner`);
  assert.equal(unknown, []);
  assert.ok(reached > asked / 3 && reached < asked, `${reached} of ${asked} reached the planner`);
});

test.run();
