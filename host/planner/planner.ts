import { type Call, type Exports, instantiated } from "./exports.ts";
import {
  decodeDescribeResult,
  decodeErofsLayerResult,
  decodeNextResult,
  decodeRulesResult,
  decodeWordsResult,
  encodeErofsLayerInto,
  encodeNextInto,
  encodeWordsInto,
} from "./generated/codec.ts";
import { EFFECTS_ABI } from "./generated/constants.ts";
import type { Answer, Description, Failure, Mount, Result, Rule, Run, WordMeaning } from "./generated/types.ts";
import { plannerModule } from "./module.ts";
import { trapError } from "./trapped.ts";
import { written } from "./writer.ts";

type Encode<T> = (target: Uint8Array, value: T) => number;

/** Who hears what the planner is told and answers: bytes that hold only until it returns. */
export interface Listener {
  /** A message, before it is read. */
  told(message: Uint8Array): void;
  /** The answer to it, or to an observation; the program that it asks for, if it does. */
  answered(message: Uint8Array, program: Uint8Array | undefined): void;
}

/** Room for a message at the first try; a larger one is asked for when it does not fit. */
const ROOM = 65536;

/**
 * The planner in WebAssembly: pure, synchronous, without imports. One call at a time; nothing of a call outlives it.
 * No input makes it trap. Should one, the call throws a LayermountError `planner.trapped` that names the input, and the
 * next call has a fresh instance.
 */
export class Planner {
  readonly #module: WebAssembly.Module;
  #exports: Exports;
  #memory: Uint8Array;
  #turn = 0;
  /** Where the last message was put. */
  #input = 0;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
    this.#exports = instantiated(module);
    // The memory never grows (initial = maximum), so this view holds for good.
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
  }

  /** Size of the module's memory, in pages of 64 KiB. */
  get pages(): number {
    return this.#exports.memory.buffer.byteLength / 65536;
  }

  /** Version of the programs that it makes. */
  get abi(): number {
    return this.#exports.abi();
  }

  /** The next step of a run: a program to carry out, or the outcome. */
  next(run: Run): Result<Answer, Failure> {
    return decodeNextResult(this.#answer(this.#ask("next", encodeNextInto, run, run.observations.length > 0)));
  }

  /**
   * As {@link next}, but the bytes of a program hold only until the planner is called again: copying those of many
   * layers would cost as much as planning them.
   *
   * @param listener Hears the message and the answer, as they are.
   */
  nextLent(run: Run, listener?: Listener): Result<Answer, Failure> {
    const message = this.#answer(this.#ask("next", encodeNextInto, run, run.observations.length > 0, listener));
    const lent = decodeNextResult(message, false);
    const isProgram = lent.ok && lent.value.tag === "perform";
    // What was too large to be told is not told of either.
    if (this.#input > 0) listener?.answered(message, isProgram ? lent.value.value : undefined);
    return isProgram ? lent : decodeNextResult(message);
  }

  /**
   * The next step after the last answer of {@link next} or {@link nextLent}, with the observation of its program: as
   * `next` of the whole run, without planning again.
   *
   * @param turn What {@link turn} was directly after that answer.
   * @returns Undefined where the planner was asked something else meanwhile, or trapped: then the whole run must be
   *   given, which names it as the input if it traps again.
   */
  resume(turn: number, observation: Uint8Array, listener?: Listener): Result<Answer, Failure> | undefined {
    if (turn !== this.#turn) return undefined;
    let answer: number;
    try {
      const at = this.#exports.more(observation.length);
      if (at === 0) return undefined;
      this.#memory.set(observation, at);
      answer = this.#exports.resume(observation.length);
    } catch {
      this.#renew();
      return undefined;
    }
    if (answer === 0) return undefined;
    const message = this.#answer(answer);
    const result = decodeNextResult(message);
    listener?.answered(message, result.ok && result.value.tag === "perform" ? result.value.value : undefined);
    return result;
  }

  /** Changes whenever a new message is read. */
  get turn(): number {
    return this.#turn;
  }

  /** The same step, told: reasons and typed effects. */
  describe(run: Run): Result<Description, Failure> {
    return decodeDescribeResult(this.#answer(this.#ask("describe", encodeNextInto, run)));
  }

  /** What the option words of a mount mean. */
  words(mount: Mount): Result<WordMeaning, Failure> {
    return decodeWordsResult(this.#answer(this.#ask("words", encodeWordsInto, mount)));
  }

  /** Which directory of a mount list is an EROFS-prepared layer. */
  erofsLayer(mounts: readonly Mount[]): Result<Uint8Array, Failure> {
    return decodeErofsLayerResult(this.#answer(this.#ask("erofs", encodeErofsLayerInto, mounts)));
  }

  /** Where the answer is. Without imports, all that the module can throw is a trap, or the end of the stack. */
  #ask<T>(call: Call, encode: Encode<T>, value: T, begun = false, listener?: Listener): number {
    const size = this.#put(encode, value);
    if (this.#input > 0) listener?.told(this.#memory.subarray(this.#input, this.#input + size));
    try {
      return this.#exports[call](size);
    } catch (cause) {
      this.#renew();
      // The message in the old memory is another one by now: its pointers were made addresses.
      throw trapError({ call, message: written((target) => encode(target, value)), begun, cause }, this.#rules());
    }
  }

  /** An instance that has seen nothing yet. */
  #renew(): void {
    this.#turn++;
    this.#exports = instantiated(this.#module);
    this.#memory = new Uint8Array(this.#exports.memory.buffer);
  }

  #rules(): readonly Rule[] {
    try {
      return decodeRulesResult(this.#answer(this.#exports.rules()));
    } catch {
      return [];
    }
  }

  #put<T>(encode: Encode<T>, value: T): number {
    this.#turn++;
    const at = this.#exports.input(ROOM);
    this.#input = at;
    const size = encode(this.#memory.subarray(at, at + ROOM), value);
    return size < 0 ? this.#putLarge(encode, value, -size) : size;
  }

  #putLarge<T>(encode: Encode<T>, value: T, room: number): number {
    const at = this.#exports.input(room);
    this.#input = at;
    // Too large: the planner says so, by rule.
    if (at === 0) return room;
    return encode(this.#memory.subarray(at, at + room), value);
  }

  #answer(at: number): Uint8Array {
    return this.#memory.subarray(at, at + this.#exports.answerSize());
  }
}

let shared: Promise<Planner> | undefined;

/** The planner of this process, compiled once. */
export function planner(): Promise<Planner> {
  shared ??= load();
  return shared;
}

async function load(): Promise<Planner> {
  return checkedPlanner(await plannerModule());
}

/**
 * A planner that makes programs for this host.
 *
 * @throws LayermountError `planner.version` when it makes them for another one.
 */
export async function checkedPlanner(module: WebAssembly.Module): Promise<Planner> {
  const found = new Planner(module);
  if (found.abi === EFFECTS_ABI) return found;
  const { ruleError } = await import("../rules.ts");
  throw ruleError("usage", "planner.version", { needs: found.abi, budget: EFFECTS_ABI });
}
