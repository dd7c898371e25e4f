/** The host's decoders of what crosses the seam: answers of the planner, and the runs that recordings hold. */
import {
  decodeDescribeResult,
  decodeErofsLayerResult,
  decodeNextResult,
  decodeRulesResult,
  decodeWordsResult,
} from "../../../host/planner/generated/codec.ts";
import { decodeRun } from "../../../host/planner/generated/run.ts";
import { MessageError } from "../../../host/planner/reader.ts";
import { CALLS, wasmBuild } from "../../core/build.ts";
import { followRun } from "../../core/campaign.ts";
import { mutatedBytes } from "../../core/mutate.ts";
import type { Random } from "../../model/random.ts";
import type { Door } from "../door.ts";

const DECODERS: readonly ((message: Uint8Array) => unknown)[] = [
  decodeNextResult,
  decodeDescribeResult,
  decodeWordsResult,
  decodeErofsLayerResult,
  decodeRun,
  decodeRulesResult,
];
const RUN = DECODERS.indexOf(decodeRun);
const RUNS = 150;
/** Of messages that are changed: the largest ones are lists of effects, one like the other. */
const LARGEST = 20_000;

function messages(seed: number): readonly Uint8Array[] {
  const build = wasmBuild();
  const all: Uint8Array[] = [];
  const add = (decoder: number, message: Uint8Array): void => {
    if (message.length > LARGEST) return;
    const input = new Uint8Array(1 + message.length);
    input[0] = decoder;
    input.set(message, 1);
    all.push(input);
  };
  for (let i = 0; i < RUNS; i++) {
    followRun(build, seed + i, ({ call, message, run }) => {
      add(CALLS.indexOf(call), build.ask(call, message));
      if (run) add(RUN, message);
    });
  }
  return all;
}

/** An input is the number of the decoder, then the message. */
export function open(seed: number): Door {
  const all = messages(seed);
  return {
    input(random: Random) {
      const original = random.of(all);
      let message: Uint8Array = original.subarray(1);
      for (let n = random.below(4); n > 0; n--) message = mutatedBytes(random, message, random.of(all).subarray(1));
      const input = new Uint8Array(1 + message.length);
      input[0] = original[0] ?? 0;
      input.set(message, 1);
      return input;
    },
    answer(input) {
      try {
        DECODERS[(input[0] ?? 0) % DECODERS.length]?.(input.slice(1));
        return "read";
      } catch (error) {
        if (error instanceof MessageError) return "no message";
        throw error;
      }
    },
    usual: ["read", "no message"],
  };
}
