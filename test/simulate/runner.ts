/** One scenario while its requests are carried out in a simulated world. */
import { decodeNextResult, encodeNextParameter } from "../../host/planner/generated/codec.ts";
import type { Answer, Capabilities, Request } from "../../host/planner/generated/types.ts";
import type { Turn } from "../../host/trace/trace.ts";
import { type Build, TooLarge } from "../core/build.ts";
import { type Simulated, simulated } from "../simulated-kernel/driver.ts";
import type { Kernel } from "../simulated-kernel/kernel.ts";
import { Program } from "../simulated-kernel/program.ts";
import { Journal } from "./journal.ts";
import type { Scenario } from "./scenario.ts";
import { Stranger } from "./strangers.ts";
import { Watch } from "./watch.ts";
import { capabilitiesOf, worldOf } from "./world.ts";

/** Hears every question and its answer, for whoever counts rules. */
export type Heard = (message: Uint8Array, answer: Uint8Array) => void;

const PHASE = 2;
const PROGRAMS_MOST = 2000;

/** The process dies: nothing of it goes on. */
class Crash extends Error {}

/** A scenario while it is carried out. */
export class Runner {
  readonly kernel: Kernel;
  readonly driver: Simulated;
  readonly watch: Watch;
  readonly stranger: Stranger;
  readonly answers: string[] = [];
  digest = 0n;
  calm = false;
  /** What the request's record holds when its process died; undefined: it did not. */
  died: readonly Turn[] | undefined;
  #program: Program | undefined;
  /** Whether there is something to take back. */
  #mortal = false;
  /** The effect before which the process dies that carries requests out now. */
  #end: number | undefined;
  #deaths = 0;
  #phases: Uint8Array = new Uint8Array(0);
  /** Behind this effect nobody else acts: a look, and the unmount or removal that relies on it, are one step. */
  #alone = Number.POSITIVE_INFINITY;

  constructor(
    readonly scenario: Scenario,
    readonly build: Build,
    readonly heard: Heard | undefined,
  ) {
    this.kernel = worldOf(scenario);
    this.#end = scenario.crash;
    this.driver = simulated(this.kernel, {
      before: (index) => this.#before(index),
      after: (index, op, result) => this.#after(index, op, result),
    });
    this.watch = new Watch(this.kernel, this.driver.session, scenario);
    this.stranger = new Stranger(this.kernel, scenario);
    // Without a proof nothing is held between the making of a directory and the look at it.
    this.watch.isUnseen = () => this.stranger.moved && scenario.proof === "none";
    this.watch.touched = () => this.stranger.touched;
    this.watch.tookPlace = () => this.stranger.tookPlace;
  }

  /** Runs one request to its end. */
  run(
    request: Request,
    capabilities: Capabilities = capabilitiesOf(this.scenario),
  ): Exclude<Answer, { tag: "perform" }> | undefined {
    this.#mortal = request.tag === "mount" || request.tag === "unmount" || request.tag === "recover";
    this.watch.takesAny = request.tag === "unmount" && request.value.any;
    const observations: Uint8Array[] = [];
    const turns: Turn[] = [];
    const journal = request.tag === "mount" ? new Journal(this.kernel, this.driver.session) : undefined;
    const asked = () => encodeNextParameter({ request, capabilities, observations });
    const message = asked();
    let bytes = this.#answerTo(message);
    if (bytes === undefined) return undefined;
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
      const program = answer.value.slice();
      const observation = this.#orDeath(() => this.#observe(program));
      turns.push({ program, observation, notes: journal?.taken() });
      if (observation === undefined) {
        this.died = turns;
        this.#die();
        this.driver.session.reset();
        return undefined;
      }
      observations.push(observation);
      bytes = this.build.resume(observation) ?? this.build.ask("next", asked());
    }
    this.watch.broken("bounded", `${PROGRAMS_MOST} programs`);
    return undefined;
  }

  /** Undefined: the request is larger than any that the planner takes, and the host refuses it (budget.input). */
  #answerTo(message: Uint8Array): Uint8Array | undefined {
    try {
      return this.build.ask("next", message);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      this.answers.push("budget.input");
      return undefined;
    }
  }

  /** Another process comes, and it may die as well. */
  #die(): void {
    this.answers.push("died");
    const relapse = this.scenario.relapses?.[this.#deaths++];
    this.#end = relapse === undefined ? undefined : this.watch.effects + relapse;
  }

  #orDeath(work: () => Uint8Array): Uint8Array | undefined {
    try {
      return work();
    } catch (error) {
      if (error instanceof Crash) return undefined;
      throw error;
    }
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
    if (this.#mortal && !this.calm && at === this.#end) throw new Crash();
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
