/** Recordings as they lie on a disk: cut anywhere, and with other bytes in them. */
import { plannerDigest } from "../../../host/planner/module.ts";
import { planner } from "../../../host/planner/planner.ts";
import type { Random } from "../../model/random.ts";
import { randomRecorded, rawOf } from "../../trace/random.ts";
import type { Door } from "../door.ts";
import { answerToTrace } from "../traced.ts";

const RECORDINGS = 40;

function mutated(random: Random, bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice(0, random.once(3) ? random.below(bytes.length) : bytes.length);
  for (let i = random.below(4); i >= 0 && changed.length > 0; i--)
    changed[random.below(changed.length)] = random.below(256);
  return changed;
}

export async function open(seed: number): Promise<Door> {
  const [shared, core] = [await planner(), await plannerDigest()];
  const recordings = Array.from({ length: RECORDINGS }, (_, i) => randomRecorded(seed + i, shared, core)).flatMap(
    (run) => (run ? [rawOf(run, shared)] : []),
  );
  return {
    input: (random) => mutated(random, random.of(recordings)),
    answer: answerToTrace,
    usual: ["same", "different", "trace.core", "trace.malformed"],
  };
}
