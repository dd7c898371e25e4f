/** Carries a scenario out in a simulated world, and checks everything that must hold. */
import { decodeNextResult, encodeNextParameter } from "../../host/planner/generated/codec.ts";
import type { Answer, Capabilities, MountIdentity, MountOutcome, Request } from "../../host/planner/generated/types.ts";
import type { Build } from "../core/build.ts";
import { type Simulated, simulated } from "../simulated-kernel/driver.ts";
import type { Kernel } from "../simulated-kernel/kernel.ts";
import type { Mount } from "../simulated-kernel/mount.ts";
import { Program } from "../simulated-kernel/program.ts";
import { endedRight, leftRight, mountedRight, mustWork } from "./outcome.ts";
import { recover } from "./recover.ts";
import type { Scenario } from "./scenario.ts";
import { seek } from "./seek.ts";
import { Stranger } from "./strangers.ts";
import { type Violation, Watch } from "./watch.ts";
import { capabilitiesOf, requestOf, worldOf } from "./world.ts";

/** What came of a scenario. */
export interface Ran {
  readonly violations: readonly Violation[];
  /** How its requests were answered: a tag, or the rule. */
  readonly answers: readonly string[];
  readonly effects: number;
  /** Of every program and observation, in order. */
  readonly digest: bigint;
}

/** Hears every question and its answer, for whoever counts rules. */
export type Heard = (message: Uint8Array, answer: Uint8Array) => void;

const PHASE = 2;
/** Registers of user namespaces, which may stay. */
const NAMESPACES = 960;
const PROGRAMS_MOST = 2000;

/** What was there before. */
export interface Before {
  readonly mounts: ReadonlySet<Mount>;
  readonly descriptors: number;
}

/** A scenario while it is carried out. */
export class Runner {
  readonly kernel: Kernel;
  readonly driver: Simulated;
  readonly watch: Watch;
  readonly stranger: Stranger;
  readonly answers: string[] = [];
  digest = 0n;
  calm = false;
  #program: Program | undefined;
  #phases: Uint8Array = new Uint8Array(0);
  /** Behind this effect nobody else acts: a look, and the unmount or removal that relies on it, are one step. */
  #alone = Number.POSITIVE_INFINITY;

  constructor(
    readonly scenario: Scenario,
    readonly build: Build,
    readonly heard: Heard | undefined,
  ) {
    this.kernel = worldOf(scenario);
    this.driver = simulated(this.kernel, {
      before: (index) => this.#before(index),
      after: (index, op, result) => this.#after(index, op, result),
    });
    this.watch = new Watch(this.kernel, this.driver.session, scenario);
    this.stranger = new Stranger(this.kernel, scenario);
    // Without a proof nothing is held between the making of a directory and the look at it.
    this.watch.isUnseen = () => this.stranger.moved && scenario.proof === "none";
    this.watch.tookPlace = () => this.stranger.tookPlace;
  }

  /** Runs one request to its end. */
  run(
    request: Request,
    capabilities: Capabilities = capabilitiesOf(this.scenario),
  ): Exclude<Answer, { tag: "perform" }> | undefined {
    this.watch.takesAny = request.tag === "unmount" && request.value.any;
    const observations: Uint8Array[] = [];
    const asked = () => encodeNextParameter({ request, capabilities, observations });
    const message = asked();
    let bytes = this.build.ask("next", message);
    for (let programs = 0; programs < PROGRAMS_MOST; programs++) {
      if (this.heard) this.heard(observations.length === 0 ? message : asked(), bytes);
      const result = decodeNextResult(bytes);
      if (!result.ok) {
        this.answers.push(result.error.rule);
        return { tag: "failed", value: result.error };
      }
      const answer = result.value;
      if (answer.tag !== "perform") {
        this.answers.push(answer.tag === "failed" ? answer.value.rule : answer.tag);
        return answer;
      }
      const observation = this.#observe(answer.value);
      observations.push(observation);
      bytes = this.build.resume(observation) ?? this.build.ask("next", asked());
    }
    this.watch.broken("bounded", `${PROGRAMS_MOST} programs`);
    return undefined;
  }

  #observe(bytes: Uint8Array): Uint8Array {
    const program = new Program(bytes);
    const first = program.bytes.readUInt32LE(12);
    this.#program = program;
    this.#phases = Uint8Array.from(program.effects, (_, i) => bytes[first + 40 * i + PHASE] ?? 0);
    this.#alone = program.effects.some(({ op }) => op === "umount" || op === "rmdir") ? 0 : Number.POSITIVE_INFINITY;
    const observation = this.driver.observe(bytes);
    this.digest = BigInt(Bun.hash(observation, BigInt(Bun.hash(bytes, this.digest))));
    return observation;
  }

  #before(index: number): number | undefined {
    const { watch, scenario } = this;
    const effect = this.#program?.effects[index];
    if (!this.#program || !effect) return undefined;
    const at = watch.effects;
    // A directory that was made, and opened by the same name directly after, is one step: nothing tells them apart.
    const isOpening = this.#program.effects[index - 1]?.op === "mkdir";
    if (!this.calm && index <= this.#alone && !isOpening) {
      for (const act of scenario.acts) {
        if (act.at !== at) continue;
        this.stranger.act(act.what);
        watch.others();
      }
    }
    watch.before(this.#program, effect);
    // Closing never fails in a way that leaves the descriptor open, and what is no call of the kernel does not fail so.
    if (this.calm || NEVER_FAILS.has(effect.op)) return undefined;
    return scenario.faults.find((fault) => fault.at === at)?.what;
  }

  #after(index: number, op: string, result: number): void {
    const effect = this.#program?.effects[index];
    if (!this.#program || !effect) return;
    if (op === "mkdir" && result >= 0) this.watch.madeDirectory(this.#program, effect);
    this.watch.after(effect, this.#phases[index] ?? 0, result);
  }
}

const NEVER_FAILS: ReadonlySet<string> = new Set(["close", "child", "fdtext", "same", "equal", "bits", "sleep"]);

/** Mounts, takes down, and when all is calm again takes down what was left: nothing of ours may stay. */
export function ranScenario(scenario: Scenario, build: Build, heard?: Heard): Ran {
  const runner = new Runner(scenario, build, heard);
  const { watch, kernel, driver } = runner;
  const before = { mounts: new Set(kernel.mounts), descriptors: kernel.descriptors.size };
  const request = requestOf(scenario);
  const answer = runner.run({ tag: "mount", value: request });
  const held = [...driver.session.registers.keys()].filter((register) => register < NAMESPACES);
  if (answer?.tag === "mounted" && held.length > 0) watch.broken("descriptors", `registers ${held.join()} stay full`);
  driver.session.reset();
  const target = request.target as Uint8Array;
  if (answer?.tag === "mounted") {
    mountedRight(runner, answer.value);
    if (scenario.sought) seek(runner, target, scenario.sought);
    const mounts = answer.value.mounts.map(({ identity }) => identity).filter(({ mountId }) => mountId !== 0n);
    takeDown(runner, target, mounts, answer.value);
  } else if (answer?.tag === "failed") leftRight(runner, answer.value);
  if (mustWork(scenario) && answer?.tag !== "mounted") watch.broken("works", `${runner.answers[0]}`);
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
  const answer = runner.run({ tag: "unmount", value });
  if (mustWork(runner.scenario) && answer?.tag !== "unmounted") {
    runner.watch.broken("works", `${runner.answers.at(-1)}, and nobody was in the way`);
  }
  if (answer?.tag === "unmounted" && runner.watch.made.length > 0 && !any) {
    runner.watch.broken("taken down", `${runner.watch.made.length} mounts are there, and it says that they are not`);
  }
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
