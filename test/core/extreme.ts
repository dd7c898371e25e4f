/** Whole runs at the bounds of what the planner takes, timed, and asked in both ways: anew, and resumed. */
import * as assert from "uvu/assert";
import { INPUT_MAX } from "../../core-wasm/message/message.ts";
import { decodeDescribeResult, decodeNextResult, encodeNextParameter } from "../../host/planner/generated/codec.ts";
import type { Capabilities, Features, Mount, MountRequest, Request, Run } from "../../host/planner/generated/types.ts";
import { Random } from "../model/random.ts";
import { type Call, wasmBuild } from "./builds.ts";
import { QUIET } from "./mood.ts";
import { Pretender } from "./pretend.ts";
import { FEATURES } from "./random-run.ts";

const wasm = wasmBuild();
/** The same, but asked as a host does while nothing interrupts a run. */
const held = wasmBuild();
const NONE = new Uint8Array(0);
const ALL = Object.fromEntries(FEATURES.map((feature) => [feature, true])) as unknown as Features;
/** A kernel that can do everything, with the usual budgets. */
export const CAPABILITIES: Capabilities = {
  ...{ pageSize: 4096, valueMax: 255, lowerMax: 500, pathMax: 4096, fsconfigTotal: 0 },
  features: ALL,
  privilege: "full",
};
/** The same, with the largest budgets. */
export const LARGE: Capabilities = { ...CAPABILITIES, lowerMax: 4096, pageSize: 65536 };

/** Milliseconds of one call with the largest input; another process may have the processor for a while. */
const BOUND = 250;

/** The answer to a question, within the bound. */
export function timed(call: Call, message: Uint8Array): Uint8Array {
  let fastest = Number.POSITIVE_INFINITY;
  let answer: Uint8Array = NONE;
  for (let i = 0; i < 4 && fastest > BOUND; i++) {
    const start = performance.now();
    answer = wasm.ask(call, message);
    fastest = Math.min(fastest, performance.now() - start);
  }
  assert.ok(fastest <= BOUND, `${call} of ${message.length} bytes: ${fastest} ms`);
  return answer;
}

/** Follows a run to its end, both ways at each step: the outcome's tag, or the rule. */
export function ended(request: Request, capabilities = CAPABILITIES, mood = QUIET): string {
  const pretender = new Pretender(new Random(1), mood);
  const observations: Uint8Array[] = [];
  for (;;) {
    const run: Run = { request, capabilities, observations };
    const last = observations.at(-1);
    const message = encodeNextParameter(run);
    assert.ok(message.length <= INPUT_MAX, `the run cannot go on: ${message.length} bytes`);
    const told = decodeDescribeResult(timed("describe", message), false);
    if (!told.ok) assert.ok(told.error.rule.length > 0);
    const answer = timed("next", message);
    // Resumed as long as the planner holds the run, from then on asked anew.
    const resumed = (last && held.resume(last)) ?? held.ask("next", message);
    assert.ok(Buffer.from(resumed).equals(answer), "resumed, another answer");
    const step = decodeNextResult(answer, false);
    if (!step.ok) return step.error.rule;
    if (step.value.tag === "failed") return step.value.value.rule;
    if (step.value.tag !== "perform") return step.value.tag;
    observations.push(pretender.observe(step.value.value.slice()));
  }
}

/** An overlay of these layers. */
export function overlay(lowers: readonly string[], more: Partial<Mount> = {}): Mount {
  return { fstype: "overlay", source: "overlay", target: "", options: [], lowers, ...more };
}

/** A request of these mounts, with everything proved. */
export function mount(mounts: readonly Mount[], more: Partial<MountRequest> = {}): Request {
  const rest = {
    target: "/target",
    makeTarget: true,
    proof: "identity",
    allow: { upperInsideLower: false, chownUpper: false },
    view: "asked",
  } as const;
  return { tag: "mount", value: { mounts, ...rest, ...more } };
}

/** As many names. */
export const names = (count: number, name: (i: number) => string) => Array.from({ length: count }, (_, i) => name(i));
/** A path of as many bytes. */
export const long = (length: number, tail = "") => `/${"p".repeat(length - 1 - tail.length)}${tail}`;
