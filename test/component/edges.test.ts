/** The component's edge answers as the plain one: random runs to their end, and one instance that is asked by both. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  decodeDescribeResult,
  decodeErofsLayerResult,
  decodeNextResult,
  decodeRulesResult,
  decodeWordsResult,
  encodeErofsLayerParameter,
  encodeNextParameter,
  encodeWordsParameter,
} from "../../host/planner/generated/codec.ts";
import { instantiated, wasmBuild } from "../core/builds.ts";
import { followRun } from "../core/campaign.ts";
import { CAPABILITIES, mount, overlay } from "../core/extreme.ts";
import { MODULE, RawComponent } from "./raw.ts";

const { LAYERMOUNT_TEST_SEED = "1" } = process.env;
const SEED = Number(LAYERMOUNT_TEST_SEED);
const RUNS = 1500;

const core = wasmBuild();
const component = new RawComponent(MODULE);

function same(one: unknown, other: unknown, what: string): void {
  assert.ok(Bun.deepEquals(one, other, true), `${what}: another answer`);
}

test(`${RUNS} random runs from seed ${SEED}`, () => {
  let steps = 0;
  for (let seed = SEED; seed < SEED + RUNS; seed++) {
    followRun(core, seed, ({ call, run, message }) => {
      if (run === undefined || call !== "next") return;
      steps++;
      const what = `seed ${seed}, step ${run.observations.length}`;
      same(component.ask("next", run), decodeNextResult(core.ask("next", message)), what);
      same(component.ask("describe", run), decodeDescribeResult(core.ask("describe", message)), `${what}, told`);
      if (run.request.tag !== "mount" || run.observations.length > 0) return;
      const { mounts } = run.request.value;
      const erofs = decodeErofsLayerResult(core.ask("erofs", encodeErofsLayerParameter(mounts)));
      same(component.ask("erofs-layer", mounts), erofs, `${what}, erofs`);
      for (const one of mounts) {
        same(component.ask("words", one), decodeWordsResult(core.ask("words", encodeWordsParameter(one))), what);
      }
    });
  }
  assert.ok(steps > 1.9 * RUNS, `${steps} steps`);
});

test("the table of rules, before and after anything else is asked", () => {
  const { rules, answerSize, memory } = instantiated();
  const at = rules();
  const table = decodeRulesResult(new Uint8Array(memory.buffer, at, answerSize()));
  const fresh = new RawComponent(MODULE);
  same(fresh.ask("rules"), table, "first");
  const nothing = decodeErofsLayerResult(core.ask("erofs", encodeErofsLayerParameter([])));
  same(fresh.ask("erofs-layer", []), nothing, "a list of nothing");
  same(fresh.ask("rules"), table, "then");
});

test("what one edge begins, the other one ends", () => {
  const run = { request: mount([overlay(["/a", "/b"])]), capabilities: CAPABILITIES, observations: [] };
  const message = encodeNextParameter(run);
  const { exports, memory } = new RawComponent(MODULE);
  const edge = exports as unknown as ReturnType<typeof instantiated>;
  const bytes = new Uint8Array(memory.buffer);
  const rule = (at: number): string => {
    const answer = decodeNextResult(bytes.slice(at, at + edge.answerSize()));
    return answer.ok ? answer.value.tag : answer.error.rule;
  };
  const put = () => bytes.set(message, edge.input(message.length));
  put();
  assert.is(rule(edge.next(message.length)), "perform");
  assert.ok(edge.more(64) > 0);
  edge["cabi_realloc" as "next"](0);
  assert.is(edge.more(64), 0, "nothing is held after the component was asked");
  put();
  edge["cabi_realloc" as "next"](0);
  assert.is(rule(edge.next(message.length)), "run.message", "its room belongs to the component by now");
});

test.run();
