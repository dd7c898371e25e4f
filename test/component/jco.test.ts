/** The component in JavaScript, over a long time: its memory, what it says to wrong values, and after a trap. */
import { heapStats } from "bun:jsc";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MEMORY_BYTES } from "../../core-wasm/memory/memory.ts";
import type { Run } from "../../host/planner/generated/types.ts";
import { makeComponent } from "../../scripts/build/component.ts";
import { recordLayout } from "../../scripts/generate/layout.ts";
import type { RecordType } from "../../scripts/generate/wit/resolve.ts";
import { CAPABILITIES, mount, names, overlay } from "../core/extreme.ts";
import { plannerWithTrap } from "../core/variants.ts";
import { toJco } from "../generate/jco-values.ts";
import { declared } from "../generate/world.ts";
import { temporary } from "../support/temporary.ts";
import { instances, type Plan, transpileInto } from "./transpiled.ts";

const CALLS = 100_000;
/** Objects that the runtime may make meanwhile; one that is kept of every fortieth call would be as many. */
const MARGIN = 2_000;

const runType = declared("next").parameters[0]?.type as RecordType;
const mountType = declared("words").parameters[0]?.type as RecordType;
const { path } = temporary("jco");
await transpileInto(path, await makeComponent(), "sync");
const fresh = await instances(path);

function overlayRun(layers: number, observations: readonly Uint8Array[] = []): Run {
  const lowers = names(layers, (i) => `/var/lib/layers/${layers - i}/fs`);
  return { request: mount([overlay(lowers)]), capabilities: CAPABILITIES, observations };
}

function given(run: Run): unknown {
  return toJco(runType, run);
}

/** What is thrown for a refusal: an error of jco's, with the WIT's record. Undefined where nothing is. */
function refusal(work: () => unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    const { payload } = error as { readonly payload?: Readonly<Record<string, unknown>> };
    if (error instanceof Error && payload !== undefined) return payload;
    throw error;
  }
}

/** The tag of the answer, or the rule of the refusal. */
function tagOf(plan: Plan, run: unknown): string {
  let answer: { readonly tag: string } | undefined;
  const refused = refusal(() => {
    answer = plan.next(run);
  });
  return answer?.tag ?? String(refused?.["rule"]);
}

test(`${CALLS} calls: the same memory`, () => {
  const { plan, memory } = fresh();
  const small = given(overlayRun(2));
  const large = given(overlayRun(500));
  const wrong = given({ ...overlayRun(2), request: mount([overlay(["no/path"])]) });
  const call = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const run = i % 1000 === 0 ? large : i % 10 === 0 ? wrong : small;
      if (tagOf(plan, run) !== (run === wrong ? "failed" : "perform")) throw new Error(`call ${i}`);
    }
  };
  const held = (): ReturnType<typeof heapStats> => {
    Bun.gc(true);
    return heapStats();
  };
  call(CALLS / 5);
  const before = held();
  call((CALLS * 4) / 5);
  const after = held();
  const objects = after.objectCount - before.objectCount;
  const bytes = after.heapSize + after.extraMemorySize - before.heapSize - before.extraMemorySize;
  console.log(`${objects} objects and ${bytes} bytes more after ${(CALLS * 4) / 5} calls`);
  assert.is(memory.buffer.byteLength, MEMORY_BYTES);
  assert.ok(objects < MARGIN && bytes < MARGIN * 256, `${objects} objects, ${bytes} bytes`);
});

test("a value of another type is jco's to refuse, in the middle of it too, and the next call is answered", () => {
  const { plan } = fresh();
  const good = given(overlayRun(2)) as Readonly<Record<string, unknown>>;
  const large = given(overlayRun(2, [new Uint8Array(3_000_000)]));
  const values = [
    {},
    { ...good, request: { tag: "remount" } },
    { ...good, capabilities: { ...CAPABILITIES, privilege: "some" } },
    { ...good, observations: [new Uint8Array(3_000_000), 5] },
    { ...good, observations: [new Uint8Array(2 ** 26)] },
  ];
  for (const value of values) {
    for (let i = 0; i < 3; i++) assert.throws(() => plan.next(value));
    assert.is(tagOf(plan, large), "failed");
    assert.is(tagOf(plan, good), "perform");
  }
});

test("a refusal is a record: the verdict, the rule, a sentence, a hint, and what it is about", () => {
  const { plan } = fresh();
  // Of a run it is the answer; what is no run is refused as the words of a mount are: thrown, with the record.
  const { tag, val } = plan.next(given({ ...overlayRun(2), request: mount([overlay(["/a", "no/path"])]) }));
  const { verdict, rule, message, hint, mount: index, layer } = val as Readonly<Record<string, unknown>>;
  assert.equal([tag, verdict, rule, index, layer], ["failed", "refused", "path.relative", 0, 1]);
  assert.is(Buffer.from(message as Uint8Array).toString(), "the path no/path is not absolute");
  assert.ok((hint as string).length > 0);
  const remount = toJco(mountType, overlay([], { options: ["remount"] }));
  assert.is(refusal(() => plan.words(remount))?.["rule"], "words.remount");
});

/** A component that traps where a run has this many observations. */
async function trapping(observations: number): Promise<Uint8Array> {
  const { offsets } = recordLayout(runType);
  const count = (offsets[runType.fields.findIndex(({ name }) => name === "observations")] as number) + 4;
  const planner = await Bun.file(new URL("../../core-wasm/planner.wasm", import.meta.url)).bytes();
  return await makeComponent(plannerWithTrap(planner, declared("next").exported, observations, count));
}

test("after a trap the instance is closed, and a fresh one answers", async () => {
  const place = temporary("trap");
  await transpileInto(place.path, await trapping(7), "sync");
  const instantiate = await instances(place.path);
  const { plan } = instantiate();
  assert.is(tagOf(plan, given(overlayRun(2))), "perform");
  const seven = given(overlayRun(2, Array(7).fill(new Uint8Array(8))));
  assert.throws(
    () => tagOf(plan, seven),
    (error: unknown) => error instanceof WebAssembly.RuntimeError,
  );
  assert.throws(() => tagOf(plan, given(overlayRun(2))));
  assert.is(tagOf(instantiate().plan, given(overlayRun(2))), "perform");
  assert.is(tagOf(fresh().plan, seven), "failed", "the real one does not trap");
});

test.run();
