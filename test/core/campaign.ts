/** Whole runs of the planner: a request, then an observation for every program that it gives out, to the end. */

import { INPUT_MAX } from "../../core-wasm/message/message.ts";
import {
  decodeNextResult,
  encodeErofsLayerParameter,
  encodeNextParameter,
  encodeWordsParameter,
} from "../../host/planner/generated/codec.ts";
import type { Run } from "../../host/planner/generated/types.ts";
import { Random } from "../model/random.ts";
import type { Build, Call } from "./build.ts";
import { mood } from "./mood.ts";
import { Pretender } from "./pretend.ts";
import { ProgramView } from "./program-view.ts";
import { type Beginning, randomRun } from "./random-run.ts";

/** A message, and the function that it is for. */
export interface Question {
  readonly call: Call;
  readonly message: Uint8Array;
  /** What the message was made from, where it was. */
  readonly run?: Run;
  /** Where in its last observation the results lie. */
  readonly places?: readonly number[];
}

/** Programs of one run at most: a busy mount is tried again for as long as the request's patience says. */
const STEPS = 40;

/** What statx would show of recorded mounts. */
function recorded({ request }: Beginning): Uint8Array[] {
  if (request.tag !== "check" && request.tag !== "unmount") return [];
  return request.value.mounts.map(({ mountId, ino, devMajor, devMinor }) => {
    const out = Buffer.alloc(48);
    out.writeUInt32LE(0x2000, 4);
    out.writeBigUInt64LE(ino, 8);
    out.writeUInt32LE(devMajor, 16);
    out.writeUInt32LE(devMinor, 20);
    out.writeBigUInt64LE(mountId, 24);
    return out;
  });
}

/** A message that is no run any more, or is one of another length. */
function spoilt(message: Uint8Array, random: Random): Uint8Array {
  const copy = message.slice(0, message.length - 8 * random.below(2));
  copy[random.below(copy.length)] = random.below(256);
  return copy;
}

/** The run with this seed, asked of one build; each step's question, both ways, goes to `each`. */
export function followRun(build: Build, seed: number, each: (question: Question) => void): void {
  const beginning = randomRun(seed);
  const random = new Random(seed ^ 0x5eed);
  const pretender = new Pretender(random, mood(random), recorded(beginning));
  const observations: Uint8Array[] = [];
  let places: readonly number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const run: Run = { ...beginning, observations };
    const message = encodeNextParameter(run);
    if (random.once(100)) each({ call: "next", message: spoilt(message, random) });
    if (message.length > INPUT_MAX) break;
    each({ call: "next", message, run, places });
    each({ call: "describe", message });
    const result = decodeNextResult(build.ask("next", message));
    if (!result.ok || result.value.tag !== "perform") break;
    observations.push(pretender.observe(result.value.value));
    places = new ProgramView(result.value.value).ops.flatMap(({ out }) => (out > 0 ? [out] : []));
  }
  if (beginning.request.tag !== "mount") return;
  const { mounts } = beginning.request.value;
  each({ call: "erofs", message: encodeErofsLayerParameter(mounts) });
  for (const mount of mounts.slice(0, 3)) each({ call: "words", message: encodeWordsParameter(mount) });
}
