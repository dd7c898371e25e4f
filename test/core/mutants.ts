/** Inputs that are probably wrong: mutants of the runs of a campaign, in one order for one seed. */
import {
  encodeErofsLayerParameter,
  encodeNextParameter,
  encodeWordsParameter,
} from "../../host/planner/generated/codec.ts";
import type { Mount, MountRequest, Run } from "../../host/planner/generated/types.ts";
import type { Random } from "../model/random.ts";
import type { Build, Call } from "./build.ts";
import { followRun } from "./campaign.ts";
import { mutated, mutatedBytes, WORDS } from "./mutate.ts";

/** A message that is probably wrong. */
export interface Mutant {
  readonly call: Call;
  readonly message: Uint8Array;
}

/** Runs whose steps are changed, and the largest of them. */
const ORIGINALS = 700;
const ORIGINAL_BYTES = 40000;

/** One step of a run, and where in its last observation the results lie. */
interface Original {
  readonly run: Run;
  readonly places: readonly number[];
}

function originals(build: Build, seed: number): Original[] {
  const all: Original[] = [];
  for (let i = 0; i < ORIGINALS; i++) {
    followRun(build, seed + i, ({ run, places = [], message }) => {
      // The list is the run's own, and grows.
      if (run && message.length <= ORIGINAL_BYTES) {
        all.push({ run: { ...run, observations: [...run.observations] }, places });
      }
    });
  }
  return all;
}

/** The run with another number in a result of its last observation: struct statmount is full of offsets. */
function misled(random: Random, { run, places }: Original): Run {
  const observations = run.observations.map((one) => Buffer.from(one as Uint8Array));
  const last = observations.at(-1);
  if (last === undefined || places.length === 0) return mutated(random, run) as Run;
  const at = random.of(places) + 4 * random.below(34);
  if (at + 4 <= last.length) last.writeUInt32LE(random.of(WORDS), at);
  return { ...run, observations };
}

/** The run with up to three values changed: of what was observed, or of anything. */
function changed(random: Random, run: Run): Run {
  const observed = run.observations.length > 0 && random.once(2);
  let mutant = run;
  for (let n = 1 + random.below(3); n > 0; n--) {
    if (!observed) mutant = mutated(random, mutant) as Run;
    else mutant = { ...mutant, observations: mutated(random, mutant.observations) as Uint8Array[] };
  }
  return mutant;
}

function listed(random: Random, { mounts }: MountRequest): Mutant {
  const mutants = mutated(random, mutated(random, mounts)) as Mount[];
  const [mount] = mutants;
  if (mount !== undefined && random.once(2)) return { call: "words", message: encodeWordsParameter(mount) };
  return { call: "erofs", message: encodeErofsLayerParameter(mutants) };
}

/** Makes them: most are changed as values, and stay canonical; the others as bytes. */
export class Mutants {
  readonly #originals: readonly Original[];

  /** From the runs of a campaign of this seed. */
  constructor(build: Build, seed: number) {
    this.#originals = originals(build, seed);
  }

  one(random: Random): Mutant {
    const original = random.of(this.#originals);
    const { run } = original;
    const call = random.once(3) ? "describe" : "next";
    const draw = random.below(6);
    if (draw === 0 && run.request.tag === "mount") return listed(random, run.request.value);
    if (draw < 2) return { call, message: encodeNextParameter(misled(random, original)) };
    if (draw < 4) return { call, message: encodeNextParameter(changed(random, run)) };
    const donor = encodeNextParameter(random.of(this.#originals).run);
    const message = mutatedBytes(random, encodeNextParameter(run), donor);
    return { call, message: random.once(2) ? message : padded(message) };
  }
}

function padded(message: Uint8Array): Uint8Array {
  const whole = new Uint8Array((message.length + 7) & ~7);
  whole.set(message);
  return whole;
}
