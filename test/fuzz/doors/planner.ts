/** The planner: requests and observations, as the host encodes them and otherwise. No input traps it. */
import {
  decodeDescribeResult,
  decodeErofsLayerResult,
  decodeNextResult,
  decodeRulesResult,
  decodeWordsResult,
} from "../../../host/planner/generated/codec.ts";
import type { Failure } from "../../../host/planner/generated/types.ts";
import { CALLS, type Call, instantiated, wasmBuild } from "../../core/build.ts";
import { Mutants } from "../../core/mutants.ts";
import type { Random } from "../../model/random.ts";
import type { Door } from "../door.ts";

const DECODE = {
  next: decodeNextResult,
  describe: decodeDescribeResult,
  words: decodeWordsResult,
  erofs: decodeErofsLayerResult,
};

function failureOf(call: Call, answer: Uint8Array): Failure | undefined {
  const result = DECODE[call](answer);
  if (!result.ok) return result.error;
  const { value } = result;
  return "tag" in value && value.tag === "failed" ? value.value : undefined;
}

/** Ids of the table of rules, as the module itself gives them. */
function ruleIds(): ReadonlySet<string> {
  const { memory, rules, answerSize } = instantiated();
  const at = rules();
  return new Set(decodeRulesResult(new Uint8Array(memory.buffer).slice(at, at + answerSize())).map(({ id }) => id));
}

/** An input is the number of the function, then the message. */
export function open(seed: number): Door {
  const mutants = new Mutants(wasmBuild(), seed);
  const table = ruleIds();
  let build = wasmBuild();
  return {
    input(random: Random) {
      const { call, message } = mutants.one(random);
      const input = new Uint8Array(1 + message.length);
      input[0] = CALLS.indexOf(call);
      input.set(message, 1);
      return input;
    },
    answer(input) {
      const call = CALLS[input[0] ?? 0];
      if (call === undefined) throw new Error(`there is no function ${input[0]}`);
      let answer: Uint8Array;
      try {
        answer = build.ask(call, input.subarray(1));
      } catch (error) {
        build = wasmBuild();
        if (error instanceof RangeError) return "too large";
        throw error;
      }
      const failure = failureOf(call, answer);
      if (failure === undefined) return "answered";
      if (!table.has(failure.rule)) throw new Error(`no rule ${failure.rule}`);
      return failure.rule === "run.message" ? "no message" : "refused";
    },
    usual: ["answered", "refused", "no message"],
  };
}
