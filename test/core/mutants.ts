/** Inputs that are probably wrong: mutants of the runs of a campaign, in one order for one seed. */
import {
  encodeErofsLayerParameter,
  encodeNextParameter,
  encodeWordsParameter,
} from "../../host/planner/generated/codec.ts";
import type { Mount, Run } from "../../host/planner/generated/types.ts";
import { Random } from "../model/random.ts";
import type { Build, Call } from "./builds.ts";
import { followRun } from "./campaign.ts";
import { mutated, mutatedBytes } from "./mutate.ts";

/** A message that is probably wrong. */
export interface Mutant {
  readonly call: Call;
  readonly message: Uint8Array;
}

/** Runs whose steps are changed, and the largest of them. */
const ORIGINALS = 700;
const ORIGINAL_BYTES = 40000;

function originals(build: Build, seed: number): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < ORIGINALS; i++) {
    followRun(build, seed + i, ({ run, message }) => {
      // The list is the run's own, and grows.
      if (run && message.length <= ORIGINAL_BYTES) runs.push({ ...run, observations: [...run.observations] });
    });
  }
  return runs;
}

/** `count` of them. Two in three are changed as values, and stay canonical; the others as bytes. */
export function* mutants(build: Build, seed: number, count: number): Generator<Mutant> {
  const random = new Random(seed);
  const runs = originals(build, seed);
  for (let i = 0; i < count; i++) {
    let run = random.of(runs);
    const call = random.once(3) ? "describe" : "next";
    if (run.request.tag === "mount" && random.once(5)) {
      const mounts = mutated(random, mutated(random, run.request.value.mounts)) as Mount[];
      const [mount] = mounts;
      if (mount === undefined || random.once(2)) yield { call: "erofs", message: encodeErofsLayerParameter(mounts) };
      else yield { call: "words", message: encodeWordsParameter(mount) };
      continue;
    }
    if (random.below(3) > 0) {
      // What was observed is most of what a stranger could say.
      const observed = run.observations.length > 0 && random.once(2);
      for (let n = 1 + random.below(3); n > 0; n--) {
        if (observed) run = { ...run, observations: mutated(random, run.observations) as Uint8Array[] };
        else run = mutated(random, run) as Run;
      }
      yield { call, message: encodeNextParameter(run) };
      continue;
    }
    const donor = encodeNextParameter(random.of(runs));
    const message = mutatedBytes(random, encodeNextParameter(run), donor);
    yield { call, message: random.once(2) ? message : padded(message) };
  }
}

function padded(message: Uint8Array): Uint8Array {
  const whole = new Uint8Array((message.length + 7) & ~7);
  whole.set(message);
  return whole;
}
