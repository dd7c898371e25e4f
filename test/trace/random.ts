/** Random runs of the planner, as if they had been recorded: with whatever a kernel might answer. */
import { joined } from "../../host/bytes.ts";
import { encodeNextParameter } from "../../host/planner/generated/codec.ts";
import { decodeRun } from "../../host/planner/generated/run.ts";
import type { Run } from "../../host/planner/generated/types.ts";
import type { Planner } from "../../host/planner/planner.ts";
import { KINDS, MAGIC, Records } from "../../host/trace/records.ts";
import type { RecordedRun, Turn } from "../../host/trace/trace.ts";
import { wasmBuild } from "../core/build.ts";
import { followRun } from "../core/campaign.ts";

/** The digest that they are recorded with. */
const CORE = "c".repeat(64);

/** The run of a seed; undefined where its request is none that a planner could be asked by. */
export function randomRecorded(seed: number, planner: Planner, core = CORE): RecordedRun | undefined {
  let last: Run | undefined;
  followRun(wasmBuild(), seed, ({ call, run }) => {
    if (call === "next" && run)
      last = { ...run, observations: run.observations.map((bytes) => Uint8Array.from(bytesIn(bytes))) };
  });
  if (last === undefined) return undefined;
  const { request, capabilities } = decodeRun(encodeNextParameter(last));
  const turns: Turn[] = [];
  const observations: Uint8Array[] = [];
  for (;;) {
    const answer = planner.next({ request, capabilities, observations });
    const begun = { core, request, capabilities, turns };
    if (!answer.ok) return { ...begun, outcome: { tag: "refused", value: answer.error } };
    if (answer.value.tag !== "perform") return { ...begun, outcome: answer.value };
    const observation = last.observations[turns.length];
    turns.push({
      program: answer.value.value,
      observation: observation === undefined ? undefined : Uint8Array.from(bytesIn(observation)),
    });
    // As if the process had died in it.
    if (observation === undefined) return begun;
    observations.push(Uint8Array.from(bytesIn(observation)));
  }
}

function bytesIn(bytes: Uint8Array | string): Uint8Array {
  if (typeof bytes === "string") throw new Error("an observation is bytes");
  return bytes;
}

/** The run as the file that it would have been recorded in. */
export function rawOf({ core, request, capabilities, turns, outcome }: RecordedRun, planner: Planner): Uint8Array {
  const message = encodeNextParameter({ request, capabilities, observations: [] });
  const records = new Records();
  records.add(KINDS.run, new TextEncoder().encode(core), message);
  for (const { program, observation } of turns) {
    records.add(KINDS.program, program);
    if (observation) records.add(KINDS.observation, observation);
  }
  if (outcome) {
    const observations = turns.map(({ observation }) => observation ?? new Uint8Array(0));
    const answered = (answer: Uint8Array): void => {
      records.add(KINDS.outcome, answer);
    };
    planner.nextLent({ request, capabilities, observations }, { told: () => undefined, answered });
  }
  return joined([MAGIC, records.take()]);
}
