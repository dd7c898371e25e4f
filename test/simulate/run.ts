/** Carries a scenario out in a simulated world, and checks everything that must hold. */
import type { MountIdentity, MountOutcome } from "../../host/planner/generated/types.ts";
import type { Turn } from "../../host/trace/trace.ts";
import { knownOf } from "../../host/trace/unfinished.ts";
import type { Build } from "../core/build.ts";
import type { Mount } from "../simulated-kernel/mount.ts";
import { bytes } from "../support/names.ts";
import { endedRight, leftRight, mountedRight, mustWork, recoveredRight } from "./outcome.ts";
import { recover } from "./recover.ts";
import { type Heard, Runner } from "./runner.ts";
import type { Scenario } from "./scenario.ts";
import { seek } from "./seek.ts";
import type { Violation } from "./watch.ts";
import { JOURNAL, requestOf, TARGET, TOKEN } from "./world.ts";

/** What came of a scenario. */
export interface Ran {
  readonly violations: readonly Violation[];
  /** How its requests were answered: a tag, or the rule. */
  readonly answers: readonly string[];
  readonly effects: number;
  /** Of every program and observation, in order. */
  readonly digest: bigint;
}

/** Registers of user namespaces, which may stay. */
const NAMESPACES = 960;

/** What was there before. */
export interface Before {
  readonly mounts: ReadonlySet<Mount>;
  readonly descriptors: number;
}

/** Mounts, takes down, and when all is calm again takes down what was left: nothing of ours may stay. */
export function ranScenario(scenario: Scenario, build: Build, heard?: Heard): Ran {
  const runner = new Runner(scenario, build, heard);
  const { watch, kernel, driver } = runner;
  const before = { mounts: new Set(kernel.mounts), descriptors: kernel.descriptors.size };
  const request = requestOf(scenario);
  const answer = runner.run({ tag: "mount", value: request });
  const held = [...driver.session.registers.keys()].filter((one) => one < NAMESPACES && one !== JOURNAL);
  if (answer?.tag === "mounted" && held.length > 0) watch.broken("descriptors", `registers ${held.join()} stay full`);
  driver.session.reset();
  const target = request.target as Uint8Array;
  if (answer?.tag === "mounted") {
    mountedRight(runner, answer.value);
    if (scenario.sought) seek(runner, target, scenario.sought);
    const mounts = answer.value.mounts.map(({ identity }) => identity).filter(({ mountId }) => mountId !== 0n);
    takeDown(runner, target, mounts, answer.value);
  } else if (answer?.tag === "failed") leftRight(runner, answer.value);
  else if (runner.died) return recovered(runner, runner.died, before);
  if (mustWork(scenario) && answer?.tag !== "mounted" && !runner.died) watch.broken("works", `${runner.answers[0]}`);
  driver.session.reset();
  return settled(runner, before);
}

function takeDown(
  runner: Runner,
  target: Uint8Array,
  mounts: readonly MountIdentity[],
  { madeTarget, made }: MountOutcome,
): void {
  const any = mounts.length === 0;
  const { patience, lazy } = runner.scenario;
  const asked = { target, mounts, any, patience, lazy: lazy === true, removeTarget: madeTarget, elsewhere: 0 };
  const value = { ...asked, ...(made && { made }) };
  let answer = runner.run({ tag: "unmount", value });
  // Its record is still there: it is done again.
  for (let deaths = lives(runner); answer === undefined && deaths > 0; deaths--) {
    answer = runner.run({ tag: "unmount", value });
  }
  const wasDone = any && runner.died !== undefined;
  if (mustWork(runner.scenario) && answer?.tag !== "unmounted" && !wasDone) {
    runner.watch.broken("works", `${runner.answers.at(-1)}, and nobody was in the way`);
  }
  if (answer?.tag === "unmounted" && runner.watch.made.length > 0 && !any) {
    runner.watch.broken("taken down", `${runner.watch.made.length} mounts are there, and it says that they are not`);
  }
}

/** Processes that come after the first one at most. */
function lives({ scenario }: Runner): number {
  return 1 + (scenario.relapses?.length ?? 0);
}

/** Later processes take back what is left, and may die of it as well: whatever the last of them does not is named. */
function recovered(runner: Runner, died: readonly Turn[], before: Before): Ran {
  const turns = died.map((turn) => ({ program: turn.program, observation: knownOf(turn) }));
  const value = { target: bytes(TARGET), token: bytes(TOKEN), turns, patience: runner.scenario.patience };
  const again = (): number => {
    let answer: ReturnType<Runner["run"]>;
    for (let deaths = lives(runner); answer === undefined && deaths > 0; deaths--) {
      answer = runner.run({ tag: "recover", value });
      runner.driver.session.reset();
    }
    if (answer?.tag === "recovered") recoveredRight(runner, answer.value);
    else runner.watch.broken("recovers", `${runner.answers.at(-1)}`);
    return answer?.tag === "recovered" ? answer.value.left.length : 0;
  };
  const left = again();
  const { stranger, watch } = runner;
  if (left > 0) {
    // The journal is kept, and it is read again when faults have stopped.
    runner.calm = true;
    stranger.calm();
    stranger.leave();
    watch.others();
    again();
  }
  return settled(runner, before);
}

/** Faults stop and strangers leave: whatever of ours is there is taken down, and all is as it was. */
export function settled(runner: Runner, before: Before): Ran {
  const { watch, stranger, answers, digest } = runner;
  runner.calm = true;
  stranger.calm();
  stranger.leave();
  watch.others();
  recover(runner);
  stranger.leave();
  endedRight(runner, before);
  return { violations: watch.violations, answers, effects: watch.effects, digest };
}
