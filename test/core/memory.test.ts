/** Planning again and again: the planner's memory is fixed, and the process does not grow. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MEMORY_BYTES } from "../../core-wasm/memory/memory.ts";
import type { Capabilities, Features, Request } from "../../host/planner/generated/types.ts";
import { planner } from "../../host/planner/planner.ts";
import { FEATURES } from "./random-run.ts";

const PLANS = 100_000;
/** The collector's own steps; a leak of 200 bytes a plan would be twice as much. */
const MARGIN = 10 * 1048576;

const capabilities: Capabilities = {
  ...{ pageSize: 4096, valueMax: 255, lowerMax: 500, pathMax: 4096, fsconfigTotal: 0 },
  features: Object.fromEntries(FEATURES.map((feature) => [feature, true])) as unknown as Features,
  privilege: "full",
};

function request(layers: number): Request {
  const lowers = Array.from({ length: layers }, (_, i) => `/var/lib/layers/${layers - i}/fs`);
  const mount = { fstype: "overlay", source: "overlay", target: "", options: ["index=off"], lowers };
  const top = { upper: "/var/lib/layers/top/fs", work: "/var/lib/layers/top/work" };
  const rest = {
    target: "/target",
    makeTarget: false,
    proof: "kernel",
    allow: { upperInsideLower: false, chownUpper: false },
    view: "asked",
  } as const;
  return { tag: "mount", value: { mounts: [{ ...mount, ...top }], ...rest } };
}

function resident(): number {
  Bun.gc(true);
  return process.memoryUsage.rss();
}

test(`${PLANS} plans: the same memory`, async () => {
  const shared = await planner();
  const small = request(10);
  const large = request(500);
  const plan = (count: number) => {
    for (let i = 0; i < count; i++) {
      const asked = i % 1000 === 0 ? large : small;
      const step = shared.next({ request: asked, capabilities, observations: [] });
      if (!step.ok || step.value.tag !== "perform") throw new Error(`plan ${i}`);
    }
  };
  assert.is(shared.pages * 65536, MEMORY_BYTES);
  plan(PLANS / 5);
  const before = resident();
  plan((PLANS * 4) / 5);
  const grown = resident() - before;
  console.log(
    `${(grown / 1048576).toFixed(1)} MiB more after ${(PLANS * 4) / 5} plans, ${(before / 1048576) | 0} MiB before`,
  );
  assert.is(shared.pages * 65536, MEMORY_BYTES);
  assert.ok(grown < MARGIN, `${grown} bytes more`);
});

test.run();
