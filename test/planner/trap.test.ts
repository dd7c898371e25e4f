/** No input makes the planner trap. One that is made to trap is named, kept, and the planner goes on. */
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LayermountError } from "../../host/index.ts";
import {
  decodeNextResult,
  encodeErofsLayerParameter,
  encodeNextParameter,
  encodeWordsParameter,
} from "../../host/planner/generated/codec.ts";
import type { Mount, Run } from "../../host/planner/generated/types.ts";
import { checkedPlanner, Planner } from "../../host/planner/planner.ts";
import { carryOut } from "../../host/run/carry-out.ts";
import { wasmBuild } from "../core/builds.ts";
import { CAPABILITIES, mount, overlay } from "../core/extreme.ts";
import { QUIET } from "../core/mood.ts";
import { Pretender } from "../core/pretend.ts";
import { plannerWithTrap } from "../core/variants.ts";
import { Random } from "../model/random.ts";

const file = await Bun.file(new URL("../../core-wasm/planner.wasm", import.meta.url)).bytes();

const run: Run = { request: mount([overlay(["/layer/2", "/layer/1"])]), capabilities: CAPABILITIES, observations: [] };
const other: Run = { ...run, request: mount([overlay(["/another/layer/2", "/another/layer/1"])]) };
const one: Mount = overlay(["/layer/2", "/layer/1"]);

function trapping(call: string, size: number): Planner {
  return new Planner(new WebAssembly.Module(plannerWithTrap(file, call, size) as Uint8Array<ArrayBuffer>));
}

function thrown(work: () => unknown): LayermountError {
  try {
    work();
  } catch (error) {
    if (error instanceof LayermountError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** The file that an error names; removed with its directory. */
function keptInput(error: LayermountError): Uint8Array {
  const path = /kept at (\S+);/.exec(error.message)?.[1] ?? "";
  assert.is(statSync(path).mode & 0o777, 0o600);
  assert.is(statSync(dirname(path)).mode & 0o777, 0o700);
  const bytes = readFileSync(path);
  rmSync(dirname(path), { recursive: true });
  return bytes;
}

const CASES: ReadonlyArray<readonly [call: string, message: Uint8Array, ask: (planner: Planner) => unknown]> = [
  ["next", encodeNextParameter(run), (planner) => planner.next(run)],
  ["next", encodeNextParameter(run), (planner) => planner.nextLent(run)],
  ["describe", encodeNextParameter(run), (planner) => planner.describe(run)],
  ["words", encodeWordsParameter(one), (planner) => planner.words(one)],
  ["erofs", encodeErofsLayerParameter([one]), (planner) => planner.erofsLayer([one])],
];

for (const [call, message, ask] of CASES) {
  test(`${call}: the input is named and kept, and the next question is answered`, () => {
    const planner = trapping(call, message.length);
    const good = planner.next(other).ok && planner.turn;
    const error = thrown(() => ask(planner));
    assert.equal([error.rule, error.kind, error.exitCode], ["planner.trapped", "refused", 3]);
    assert.ok(error.hint.length > 0 && error.cause instanceof WebAssembly.RuntimeError);
    const digest = new Bun.CryptoHasher("sha256").update(message).digest("hex");
    assert.match(error.message, `the input sha256:${digest} of ${message.length} bytes`);
    // The first time alone: the same input is kept once.
    const path = /kept at (\S+);/.exec(error.message)?.[1] ?? "";
    if (existsSync(path)) assert.ok(Buffer.from(keptInput(error)).equals(message), "another input");
    assert.ok(planner.turn !== good, "what was held before the trap is gone");
    const expected = decodeNextResult(wasmBuild().ask("next", encodeNextParameter(other)));
    assert.equal(planner.next(other), expected);
  });
}

test("a run that had begun says that something is left", () => {
  const planner = trapping("next", encodeNextParameter({ ...run, observations: [new Uint8Array(100)] }).length);
  const error = thrown(() => planner.next({ ...run, observations: [new Uint8Array(100)] }));
  assert.equal([error.rule, error.kind, error.exitCode, error.left.length], ["planner.trapped", "left", 5, 1]);
  keptInput(error);
});

test("a trap of what is resumed costs planning again, and nothing else", async () => {
  const pretender = new Pretender(new Random(1), QUIET);
  let size = 0;
  const driver = {
    async run(program: Uint8Array) {
      const observation = pretender.observe(program.slice());
      size = observation.length;
      return observation;
    },
  };
  const whole = await carryOut(
    new Planner(new WebAssembly.Module(file as Uint8Array<ArrayBuffer>)),
    driver,
    run.request,
    CAPABILITIES,
  );
  const ended = await carryOut(trapping("resume", size), driver, run.request, CAPABILITIES);
  assert.equal(ended, whole);
  assert.is(ended.answer.tag, "mounted");
});

test("the real module is not one of these", async () => {
  const planner = await checkedPlanner(new WebAssembly.Module(file as Uint8Array<ArrayBuffer>));
  assert.ok(planner.next(run).ok);
});

test.run();
