/** Asks the planner about mutants, and writes the number of each into shared memory before it does. */

import * as edge from "../../core-wasm/edge/edge.ts";
import {
  decodeDescribeResult,
  decodeErofsLayerResult,
  decodeNextResult,
  decodeRulesResult,
  decodeWordsResult,
} from "../../host/planner/generated/codec.ts";
import type { Failure } from "../../host/planner/generated/types.ts";
import { plainBuild, wasmBuild } from "./builds.ts";
import { type Mutant, mutants } from "./mutants.ts";

/** What the test asks for. */
export interface Order {
  readonly seed: number;
  readonly count: number;
  /** Milliseconds that one call may take. */
  readonly bound: number;
  readonly progress: SharedArrayBuffer;
}

/** What came of it. */
export interface Report {
  /** Messages that were canonical, so that the planner read them. */
  readonly reached: number;
  readonly refused: number;
  /** Milliseconds of the slowest call. */
  readonly slowest: number;
  readonly wrong: readonly string[];
}

declare const self: Worker;

const table = new Set(
  decodeRulesResult(plainBuild().memory.slice(edge.rules(), edge.rules() + edge.answerSize())).map(({ id }) => id),
);

const DECODE = {
  next: decodeNextResult,
  describe: decodeDescribeResult,
  words: decodeWordsResult,
  erofs: decodeErofsLayerResult,
};

function failureOf({ call }: Mutant, answer: Uint8Array): Failure | undefined {
  const result = DECODE[call](answer);
  if (!result.ok) return result.error;
  const { value } = result;
  return "tag" in value && value.tag === "failed" ? value.value : undefined;
}

function report({ seed, count, bound, progress }: Order): Report {
  const at = new Int32Array(progress);
  let build = wasmBuild();
  const wrong: string[] = [];
  let [reached, refused, slowest, number] = [0, 0, 0, 0];
  const timed = (mutant: Mutant): [answer: Uint8Array, ms: number] => {
    const start = performance.now();
    const answer = build.ask(mutant.call, mutant.message);
    return [answer, performance.now() - start];
  };
  for (const mutant of mutants(wasmBuild(), seed, count)) {
    Atomics.store(at, 0, ++number);
    try {
      let [answer, ms] = timed(mutant);
      // Another process may have had the processor: what is really slow stays slow.
      for (let i = 0; i < 3 && ms > bound; i++) ms = Math.min(ms, timed(mutant)[1]);
      if (ms > bound) wrong.push(`mutant ${number}: ${ms} ms`);
      slowest = Math.max(slowest, ms);
      const failure = failureOf(mutant, answer);
      if (failure?.rule !== "run.message") reached++;
      if (failure) refused++;
      if (failure && !table.has(failure.rule)) wrong.push(`mutant ${number}: no rule ${failure.rule}`);
    } catch (error) {
      wrong.push(`mutant ${number}, ${mutant.call}: ${error}`);
      build = wasmBuild();
    }
  }
  return { reached, refused, slowest, wrong };
}

self.onmessage = ({ data }: MessageEvent<Order>) => {
  self.postMessage(report(data));
};

postMessage("ready");
